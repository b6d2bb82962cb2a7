// SPDX-License-Identifier: Apache-2.0

/** Reads what MCP servers say about their tools, from a running server or from a file. */
@NullMarked
package io.portcullis.cli.tool;

import org.jspecify.annotations.NullMarked;

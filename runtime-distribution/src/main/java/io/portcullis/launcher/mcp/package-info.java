// SPDX-License-Identifier: Apache-2.0

/** Runs the command mcp: an MCP gateway in a container of its own. */
@NullMarked
package io.portcullis.launcher.mcp;

import org.jspecify.annotations.NullMarked;

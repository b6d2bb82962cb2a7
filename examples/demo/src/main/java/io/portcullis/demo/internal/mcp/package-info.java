// SPDX-License-Identifier: Apache-2.0

/** Demonstrates the MCP gateway with a client and a server of its own. */
@NullMarked
package io.portcullis.demo.internal.mcp;

import org.jspecify.annotations.NullMarked;

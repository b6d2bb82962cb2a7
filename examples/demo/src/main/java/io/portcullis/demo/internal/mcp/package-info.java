// SPDX-License-Identifier: Apache-2.0
/** An MCP server with a few tools, and a client that uses them through the gateway. */
@NullMarked
package io.portcullis.demo.internal.mcp;

import org.jspecify.annotations.NullMarked;

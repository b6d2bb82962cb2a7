// SPDX-License-Identifier: Apache-2.0

/** Checks response bodies of the MCP server while they pass to the client. */
@NullMarked
package io.portcullis.mcp.http.internal.body;

import org.jspecify.annotations.NullMarked;

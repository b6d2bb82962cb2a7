// SPDX-License-Identifier: Apache-2.0

/** Sends requests to the MCP server and fetches its OAuth resource metadata. */
@NullMarked
package io.portcullis.mcp.http.internal.upstream;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Speaks HTTP with clients: the listening server, responses, server-sent events, and forwarded
 * headers.
 */
@NullMarked
package io.portcullis.mcp.http.internal.wire;

import org.jspecify.annotations.NullMarked;

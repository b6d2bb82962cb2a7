// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps what all exchanges of one gateway share: pending requests, limits, the gate and the server.
 */
@NullMarked
package io.portcullis.mcp.http.internal.context;

import org.jspecify.annotations.NullMarked;

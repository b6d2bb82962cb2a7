// SPDX-License-Identifier: Apache-2.0

/**
 * Accepts client connections, reads each with one thread at a time, and closes those beyond the
 * limits.
 */
@NullMarked
package io.portcullis.mcp.http.internal.connection;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Runs one HTTP request of a client from its arrival to the end of its response. */
@NullMarked
package io.portcullis.mcp.http.internal.exchange;

import org.jspecify.annotations.NullMarked;

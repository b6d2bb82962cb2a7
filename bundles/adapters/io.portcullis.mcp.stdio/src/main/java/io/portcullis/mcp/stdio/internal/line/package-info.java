// SPDX-License-Identifier: Apache-2.0

/**
 * Reads and writes messages as lines of a stream, within bounds and without blocking the gate's
 * threads.
 */
@NullMarked
package io.portcullis.mcp.stdio.internal.line;

import org.jspecify.annotations.NullMarked;

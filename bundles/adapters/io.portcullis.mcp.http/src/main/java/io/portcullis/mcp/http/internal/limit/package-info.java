// SPDX-License-Identifier: Apache-2.0

/** Bounds connections, memory and log lines, and divides them fairly among agents. */
@NullMarked
package io.portcullis.mcp.http.internal.limit;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Offers the stdio gateway to the launcher as the program mcp. */
@NullMarked
package io.portcullis.mcp.stdio.internal;

import org.jspecify.annotations.NullMarked;

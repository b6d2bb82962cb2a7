// SPDX-License-Identifier: Apache-2.0
/** The session over two pairs of streams, a line per message. */
@NullMarked
package io.portcullis.adapter.mcp.internal;

import org.jspecify.annotations.NullMarked;

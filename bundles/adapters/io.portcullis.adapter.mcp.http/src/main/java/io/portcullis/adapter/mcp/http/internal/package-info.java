// SPDX-License-Identifier: Apache-2.0
/** The gateway over Streamable HTTP. */
@NullMarked
package io.portcullis.adapter.mcp.http.internal;

import org.jspecify.annotations.NullMarked;

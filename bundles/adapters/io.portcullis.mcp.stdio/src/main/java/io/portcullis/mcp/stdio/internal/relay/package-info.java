// SPDX-License-Identifier: Apache-2.0

/** Forwards, holds, cancels and refuses the requests and responses of one session. */
@NullMarked
package io.portcullis.mcp.stdio.internal.relay;

import org.jspecify.annotations.NullMarked;

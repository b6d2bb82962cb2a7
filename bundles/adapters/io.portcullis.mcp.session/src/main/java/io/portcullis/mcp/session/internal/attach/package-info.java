// SPDX-License-Identifier: Apache-2.0

/** Accepts sessions over a Unix socket, and runs the gateway between their two connections. */
@NullMarked
package io.portcullis.mcp.session.internal.attach;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Admits HTTP requests of clients, reads their bodies, and starts their exchanges. */
@NullMarked
package io.portcullis.mcp.http.internal.server;

import org.jspecify.annotations.NullMarked;

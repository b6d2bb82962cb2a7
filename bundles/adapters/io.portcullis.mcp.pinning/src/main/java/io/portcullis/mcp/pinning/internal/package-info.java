// SPDX-License-Identifier: Apache-2.0

/** Opens the configured pin file and registers the pin store as a service. */
@NullMarked
package io.portcullis.mcp.pinning.internal;

import org.jspecify.annotations.NullMarked;

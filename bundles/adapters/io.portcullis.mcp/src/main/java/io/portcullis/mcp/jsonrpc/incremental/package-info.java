// SPDX-License-Identifier: Apache-2.0

/** Checks JSON-RPC responses piece by piece, without holding them in memory. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.mcp.jsonrpc.incremental;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

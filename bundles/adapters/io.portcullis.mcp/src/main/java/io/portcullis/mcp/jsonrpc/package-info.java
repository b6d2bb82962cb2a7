// SPDX-License-Identifier: Apache-2.0

/**
 * Reads JSON-RPC 2.0 messages strictly and refuses every text that two readers could understand
 * differently.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.mcp.jsonrpc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0

/**
 * Runs an MCP gateway between a client's streams and a server process or another pair of streams.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.mcp.stdio;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

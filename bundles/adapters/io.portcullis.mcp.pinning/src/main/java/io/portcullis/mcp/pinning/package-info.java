// SPDX-License-Identifier: Apache-2.0

/** Remembers how the tools of MCP servers were defined and detects when a server changes them. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.mcp.pinning;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of MCP as a gateway reads them, what is decided of them, and how no is said. For the
 * gateways of this project, whatever stream they serve; the rules are those of every revision from
 * 2024-11-05 to 2026-07-28.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.adapter.mcp.protocol;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

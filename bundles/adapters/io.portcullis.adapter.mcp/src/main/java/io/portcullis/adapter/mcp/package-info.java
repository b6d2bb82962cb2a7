// SPDX-License-Identifier: Apache-2.0
/** The MCP gateway over standard input and output, for a launcher with or without a container. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.adapter.mcp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

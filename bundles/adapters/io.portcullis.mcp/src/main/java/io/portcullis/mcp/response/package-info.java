// SPDX-License-Identifier: Apache-2.0

/**
 * Filters the responses of an MCP server: decides results, hides denied tools, and withholds tools
 * that have changed.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.mcp.response;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

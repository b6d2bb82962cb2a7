// SPDX-License-Identifier: Apache-2.0

/** Classifies MCP requests, asks the gate about those that need a decision, and writes denials. */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.mcp.governance;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

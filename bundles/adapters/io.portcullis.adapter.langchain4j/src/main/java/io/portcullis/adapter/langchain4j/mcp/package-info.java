// SPDX-License-Identifier: Apache-2.0

/** Puts the MCP clients of LangChain4j behind the gate. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.adapter.langchain4j.mcp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0

/** Puts the tools and models of LangChain4j agents behind the gate. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.adapter.langchain4j;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

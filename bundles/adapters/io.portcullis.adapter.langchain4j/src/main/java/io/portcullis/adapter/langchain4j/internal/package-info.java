// SPDX-License-Identifier: Apache-2.0
/** Decorators of LangChain4j's executors, providers and models. */
@NullMarked
package io.portcullis.adapter.langchain4j.internal;

import org.jspecify.annotations.NullMarked;

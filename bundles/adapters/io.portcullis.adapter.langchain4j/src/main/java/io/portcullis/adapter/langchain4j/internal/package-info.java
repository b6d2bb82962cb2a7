// SPDX-License-Identifier: Apache-2.0

/** Tells models and callers that a tool was denied, and rethrows what a tool threw. */
@NullMarked
package io.portcullis.adapter.langchain4j.internal;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Reports denials to models and callers, and rethrows the exceptions of tools. */
@NullMarked
package io.portcullis.adapter.langchain4j.internal;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Parses and evaluates the conditions under which a call needs approval. */
@NullMarked
package io.portcullis.policy.internal.expression;

import org.jspecify.annotations.NullMarked;

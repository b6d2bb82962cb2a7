// SPDX-License-Identifier: Apache-2.0

/** The language of {@code requires_approval_if}. */
@NullMarked
package io.portcullis.policy.internal.expression;

import org.jspecify.annotations.NullMarked;

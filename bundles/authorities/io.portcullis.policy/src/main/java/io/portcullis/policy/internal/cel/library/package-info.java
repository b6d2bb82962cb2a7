// SPDX-License-Identifier: Apache-2.0

/** Binds the functions of policies, which know nothing of expressions, to expressions. */
@NullMarked
package io.portcullis.policy.internal.cel.library;

import org.jspecify.annotations.NullMarked;

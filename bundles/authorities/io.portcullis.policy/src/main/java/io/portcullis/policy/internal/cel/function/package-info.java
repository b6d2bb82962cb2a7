// SPDX-License-Identifier: Apache-2.0

/** The functions and arithmetic operators of expressions, over values of the Java types. */
@NullMarked
package io.portcullis.policy.internal.cel.function;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Compiles and type-checks expressions; the only package that uses the CEL library. */
@NullMarked
package io.portcullis.policy.internal.cel.compile;

import org.jspecify.annotations.NullMarked;

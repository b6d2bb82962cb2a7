// SPDX-License-Identifier: Apache-2.0

/** Reads the upstream sections {@code budget}, {@code filesystem} and {@code syscalls}. */
@NullMarked
package io.portcullis.policy.internal.document.upstream;

import org.jspecify.annotations.NullMarked;

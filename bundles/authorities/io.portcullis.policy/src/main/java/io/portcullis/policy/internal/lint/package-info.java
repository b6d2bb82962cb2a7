// SPDX-License-Identifier: Apache-2.0

/** Finds rules that are usable and probably not meant: in themselves, and by schemas of tools. */
@NullMarked
package io.portcullis.policy.internal.lint;

import org.jspecify.annotations.NullMarked;

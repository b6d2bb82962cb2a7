// SPDX-License-Identifier: Apache-2.0

/** Bounded, strict JSON with the place of every scalar. */
@NullMarked
package io.portcullis.policy.internal.json;

import org.jspecify.annotations.NullMarked;

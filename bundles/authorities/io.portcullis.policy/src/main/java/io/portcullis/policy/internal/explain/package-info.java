// SPDX-License-Identifier: Apache-2.0

/** Explains a decision: what each stage and each rule about the tool says, for the author. */
@NullMarked
package io.portcullis.policy.internal.explain;

import org.jspecify.annotations.NullMarked;

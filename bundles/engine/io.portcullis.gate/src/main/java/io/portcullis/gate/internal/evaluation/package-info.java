// SPDX-License-Identifier: Apache-2.0

/** Evaluates one call step by step, then runs the tool after a last recheck. */
@NullMarked
package io.portcullis.gate.internal.evaluation;

import org.jspecify.annotations.NullMarked;

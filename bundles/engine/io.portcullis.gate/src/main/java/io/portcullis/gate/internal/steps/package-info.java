// SPDX-License-Identifier: Apache-2.0

/** The single steps of the evaluation of one call, and the state that they share. */
@NullMarked
package io.portcullis.gate.internal.steps;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Computes what a call that is not denied adds to counters, labels and budgets. */
@NullMarked
package io.portcullis.policy.internal.evaluate.history;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** The bounded tables of counters and labels, and the time by which their entries end. */
@NullMarked
package io.portcullis.policy.internal.history.table;

import org.jspecify.annotations.NullMarked;

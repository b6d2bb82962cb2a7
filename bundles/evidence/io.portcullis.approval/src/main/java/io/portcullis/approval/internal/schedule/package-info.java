// SPDX-License-Identifier: Apache-2.0

/** Runs delayed tasks, and continues calls in threads of its own after a decision. */
@NullMarked
package io.portcullis.approval.internal.schedule;

import org.jspecify.annotations.NullMarked;

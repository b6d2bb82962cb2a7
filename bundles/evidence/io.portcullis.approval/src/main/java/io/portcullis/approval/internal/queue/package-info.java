// SPDX-License-Identifier: Apache-2.0

/** Queues the calls that need approval and ends each of them exactly once. */
@NullMarked
package io.portcullis.approval.internal.queue;

import org.jspecify.annotations.NullMarked;

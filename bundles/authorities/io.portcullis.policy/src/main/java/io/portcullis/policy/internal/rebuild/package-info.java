// SPDX-License-Identifier: Apache-2.0

/** Rebuilds counters and labels from the records of the journal. */
@NullMarked
package io.portcullis.policy.internal.rebuild;

import org.jspecify.annotations.NullMarked;

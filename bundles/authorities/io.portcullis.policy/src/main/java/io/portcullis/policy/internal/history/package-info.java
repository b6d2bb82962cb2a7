// SPDX-License-Identifier: Apache-2.0

/** Holds the counters and labels that allowed calls leave behind, as a fold over their records. */
@NullMarked
package io.portcullis.policy.internal.history;

import org.jspecify.annotations.NullMarked;

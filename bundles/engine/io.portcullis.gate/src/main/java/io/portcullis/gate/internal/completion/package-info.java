// SPDX-License-Identifier: Apache-2.0

/**
 * Waits safely for completion stages of other bundles, with timeouts, termination and withdrawal.
 */
@NullMarked
package io.portcullis.gate.internal.completion;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Maps runtime decisions and approvals to verdicts; everything it does not understand is a fault.
 */
@NullMarked
package io.portcullis.decision.internal;

import org.jspecify.annotations.NullMarked;

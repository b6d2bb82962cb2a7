// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import java.util.concurrent.TimeoutException;

/**
 * The failure of a step.
 *
 * @param cause the exception of a service, of its stage, or of the gate itself
 */
record FailedStep(Throwable cause) {
  /** Returns whether the service did not answer in time. */
  boolean timedOut() {
    return cause instanceof TimeoutException;
  }

  /** Returns the predicate of a sentence whose subject is the service. */
  String description() {
    return timedOut()
        ? " did not answer in time"
        : " failed (" + cause.getClass().getSimpleName() + ")";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import java.time.Duration;

/** Runs something later. Thread-safe. */
public interface DelayTimer {

  /** Something that is going to run. */
  interface Alarm {
    /** Does not run it, unless it runs already. */
    void cancel();
  }

  /**
   * The monotonic clock, in nanoseconds since any moment. Setting the wall clock does not move it.
   */
  default long nanoTime() {
    return System.nanoTime();
  }

  /** Runs a short task after a delay; not at all once the timer is closed. */
  Alarm after(Duration delay, Runnable task);
}

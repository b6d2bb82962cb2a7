// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import java.time.Duration;

/** Runs tasks after a delay. Thread-safe. */
public interface DelayTimer {

  /** A scheduled task. */
  interface Alarm {
    /** Cancels the task, unless it already runs. */
    void cancel();
  }

  /** Returns the monotonic time in nanoseconds. A change of the wall clock does not affect it. */
  default long nanoTime() {
    return System.nanoTime();
  }

  /** Schedules a short task. It does not run once the timer is closed. */
  Alarm after(Duration delay, Runnable task);
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.time.Duration;
import java.time.Instant;

/** The clock and timer of links; tests replace it. Thread-safe. */
public interface LinkTime {
  /** A scheduled task. */
  interface Alarm {
    /** Cancels the task; has no effect once it runs. */
    void cancel();
  }

  /** Returns the current time, to compare with the deadlines of calls. */
  Instant now();

  /** Returns nanoseconds that never decrease; only differences are meaningful. */
  long nanos();

  /** Runs a task after a delay, in a thread that the task may block. */
  Alarm after(Duration delay, Runnable task);
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.time.Duration;
import java.time.Instant;

/** Time as links see it; a test stands in for it. Thread-safe. */
public interface LinkTime {
  /** Something that will happen unless it is cancelled. */
  interface Alarm {
    /** Too late does nothing. */
    void cancel();
  }

  /** What time it is, to compare with the deadlines of calls. */
  Instant now();

  /** Nanoseconds that never go back; only differences mean something. */
  long nanos();

  /** Runs something later, in a thread that may be held up by it. */
  Alarm after(Duration delay, Runnable task);
}

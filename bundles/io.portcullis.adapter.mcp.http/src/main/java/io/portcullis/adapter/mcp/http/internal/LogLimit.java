// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** At most one line a minute of one kind, with how many were left out before. Thread-safe. */
final class LogLimit {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private boolean begun;
  private long last;
  private long leftOut;

  LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Logs a warning unless one was logged within the last minute. */
  void warn(Logger log, String format, Object argument) {
    long before;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (begun && now - last < PAUSE.toNanos()) {
        leftOut++;
        return;
      }
      begun = true;
      last = now;
      before = leftOut;
      leftOut = 0;
    }
    log.warn(format + "; {} such lines were left out before", argument, before);
  }
}

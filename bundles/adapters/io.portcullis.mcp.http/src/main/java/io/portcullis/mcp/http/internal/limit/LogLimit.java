// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warnings that one client or one server can cause at will: at most {@value #MAX_LINES} a minute
 * for each cause, and then one line with the number of those left out. Thread-safe.
 */
public final class LogLimit {
  /** Most lines of one cause in a minute. */
  static final int MAX_LINES = 10;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** What can cause many lines. */
  public enum Cause {
    /** The server sent something that may not pass. */
    VIOLATION,
    /** An event of a stream was withheld. */
    WITHHELD,
    /** The server does not take denials of its requests. */
    DENIALS,
    /** A connection was refused. */
    CONNECTIONS,
    /** The server's OAuth metadata cannot be used. */
    METADATA
  }

  private static final class Window {
    long begun;
    int lines;
    long leftOut;
  }

  private final Logger log;
  private final LongSupplier nanoTime;
  private final Map<Cause, Window> windows = new EnumMap<>(Cause.class);

  /**
   * A limit of its own.
   *
   * @param log where the lines go
   * @param nanoTime a clock that never goes back, in nanoseconds
   */
  public LogLimit(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** Writes a warning, or counts it. */
  public void warn(Cause cause, String format, Object... arguments) {
    synchronized (windows) {
      long now = nanoTime.getAsLong();
      Window window = windows.computeIfAbsent(cause, c -> begin(now));
      if (now - window.begun >= MINUTE) {
        close(cause, window);
        window = begin(now);
        windows.put(cause, window);
      }
      if (window.lines == MAX_LINES) {
        window.leftOut++;
        return;
      }
      window.lines++;
    }
    log.warn(format, arguments);
  }

  /** Writes the counts of minutes that are over; to be called now and then. */
  public void tick() {
    synchronized (windows) {
      long now = nanoTime.getAsLong();
      windows.entrySet().removeIf(each -> isOver(each.getKey(), each.getValue(), now));
    }
  }

  private boolean isOver(Cause cause, Window window, long now) {
    boolean over = now - window.begun >= MINUTE;
    if (over) {
      close(cause, window);
    }
    return over;
  }

  private static Window begin(long now) {
    Window window = new Window();
    window.begun = now;
    return window;
  }

  private void close(Cause cause, Window window) {
    if (window.leftOut > 0) {
      log.warn("{} more lines of this kind were left out: {}", window.leftOut, cause);
    }
  }
}

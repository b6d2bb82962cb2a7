// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * A limit for warnings that one client or one server can cause at will: at most {@value #MAX_LINES}
 * a minute for each cause, and then one line with the number of suppressed ones. Thread-safe.
 */
public final class LogLimit {
  /** The maximum number of lines for one cause in a minute. */
  static final int MAX_LINES = 10;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** The causes of many lines. */
  public enum Cause {
    /** The server sent a forbidden message. */
    VIOLATION,
    /** An event of a stream was withheld. */
    WITHHELD,
    /** The server does not accept denials of its requests. */
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
   * Creates a limit.
   *
   * @param log the log
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

  /** Logs the counts of past minutes; to be called about every second. */
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
      log.warn("Suppressed {} more warnings of the kind {}", window.leftOut, cause);
    }
  }
}

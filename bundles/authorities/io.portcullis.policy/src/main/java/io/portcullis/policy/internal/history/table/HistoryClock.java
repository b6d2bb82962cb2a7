// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of the history, in microseconds since 1970. It never goes back. While the wall clock is
 * behind it, the monotonic clock moves it on. Guarded by the lock of its owner.
 */
public final class HistoryClock {
  /** Times beyond this are cut off, so that a window can be added without overflow. */
  private static final long MAX_SECONDS = 4_000_000_000_000L;

  /** The monotonic clock is read once in so many microseconds, since each reading takes time. */
  private static final long READING = 10_000;

  private final InstantSource wall;
  private final LongSupplier nanos;
  private long latest = Long.MIN_VALUE;

  /**
   * A time and the reading of the monotonic clock that belongs to it; not later than the latest.
   */
  private long base = Long.MIN_VALUE / 2;

  private long baseNanos;

  public HistoryClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    baseNanos = nanos.getAsLong();
  }

  /** Returns the time now. */
  public long now() {
    long now = micros(wall.instant());
    if (now < latest) {
      long elapsed = TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - baseNanos);
      latest = Math.max(latest, base + elapsed);
    } else if (now - base < READING) {
      latest = now;
    } else {
      moveTo(now);
    }
    return latest;
  }

  /** Takes note of a time that a record states, and returns the time of the history. */
  public long observe(long micros) {
    if (micros > latest) {
      moveTo(micros);
    }
    return latest;
  }

  private void moveTo(long micros) {
    latest = micros;
    base = micros;
    baseNanos = nanos.getAsLong();
  }

  /** Converts an instant; one far outside the calendar becomes the farthest possible. */
  public static long micros(Instant instant) {
    long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, instant.getEpochSecond()));
    return seconds * 1_000_000 + instant.getNano() / 1_000;
  }

  /** Converts a time of the history. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}

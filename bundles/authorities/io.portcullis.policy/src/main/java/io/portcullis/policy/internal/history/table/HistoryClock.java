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

  private final InstantSource wall;
  private final LongSupplier nanos;
  private long latest = Long.MIN_VALUE;
  private long latestNanos;

  public HistoryClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    latestNanos = nanos.getAsLong();
  }

  /** Returns the time now. */
  public long now() {
    return advance(micros(wall.instant()));
  }

  /** Takes note of a time that a record states, and returns the time of the history. */
  public long observe(long micros) {
    if (micros > latest) {
      latest = micros;
      latestNanos = nanos.getAsLong();
    }
    return latest;
  }

  private long advance(long now) {
    long tick = nanos.getAsLong();
    if (now < latest) {
      long elapsed = TimeUnit.NANOSECONDS.toMicros(tick - latestNanos);
      if (elapsed <= 0) {
        return latest; // keeps the fraction of a microsecond for the next reading
      }
      latest += elapsed;
    } else {
      latest = now;
    }
    latestNanos = tick;
    return latest;
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time during which a call counts. Times are microseconds since 1970. Thread-safe. */
public sealed interface CounterWindow {

  /** The longest window. */
  Duration LONGEST = Duration.ofDays(3_660);

  /** Returns when a call of this time stops counting; never before the time itself. */
  long expiry(long at);

  /** Returns since when calls count at this time. */
  long start(long now);

  /** Returns since when calls count at this time. */
  static Instant start(CounterWindow window, Instant now) {
    return HistoryClock.instant(window.start(HistoryClock.micros(now)));
  }

  /** Returns the length of one of so many equal parts, in which calls may be counted together. */
  long part(int parts);

  /** Returns the window as a text that identifies it. */
  String text();

  /** A window of fixed length that ends now. */
  record Sliding(Duration length) implements CounterWindow {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if it is not positive or longer than {@link #LONGEST}
     */
    public Sliding {
      if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a window is from a microsecond to ten years long");
      }
    }

    private long micros() {
      return Math.max(1, TimeUnit.MICROSECONDS.convert(length));
    }

    @Override
    public long expiry(long at) {
      return at + micros();
    }

    @Override
    public long start(long now) {
      return now - micros();
    }

    @Override
    public long part(int parts) {
      return Math.max(1, micros() / parts);
    }

    @Override
    public String text() {
      return length.toString();
    }
  }

  /** The calendar day or month of a time zone. */
  final class Calendar implements CounterWindow {
    private final boolean monthly;
    private final ZoneId zone;

    /** The period that was computed last; most calls fall into the same one. */
    private volatile @Nullable Period last;

    private record Period(long start, long end) {}

    /** Creates a window of one day or one month. */
    public Calendar(boolean monthly, ZoneId zone) {
      this.monthly = monthly;
      this.zone = zone;
    }

    @Override
    public long expiry(long at) {
      return period(at).end();
    }

    @Override
    public long start(long now) {
      return period(now).start();
    }

    private Period period(long at) {
      Period known = last;
      if (known == null || at < known.start() || at >= known.end()) {
        known = computed(at);
        last = known;
      }
      return known;
    }

    private Period computed(long at) {
      ZonedDateTime day = HistoryClock.instant(at).atZone(zone).toLocalDate().atStartOfDay(zone);
      ZonedDateTime start = monthly ? day.withDayOfMonth(1) : day;
      ZonedDateTime end =
          (monthly ? start.toLocalDate().plusMonths(1) : start.toLocalDate().plusDays(1))
              .atStartOfDay(zone);
      return new Period(
          HistoryClock.micros(start.toInstant()), HistoryClock.micros(end.toInstant()));
    }

    /** All calls of a period stop counting at the same time. */
    @Override
    public long part(int parts) {
      return 1;
    }

    @Override
    public String text() {
      return (monthly ? "month in " : "day in ") + zone.getId();
    }
  }
}

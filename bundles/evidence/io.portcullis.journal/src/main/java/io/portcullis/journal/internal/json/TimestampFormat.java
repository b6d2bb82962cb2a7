// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Formats times as {@code 2026-11-25T16:00:00.123456789Z}. {@link Instant#toString} costs more than
 * all other work for a record. Not thread-safe.
 */
public final class TimestampFormat {
  static final int LENGTH = 30;
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final int SECONDS_PER_DAY = 86_400;

  private final byte[] text = "0000-01-01T00:00:00.000000000Z".getBytes(StandardCharsets.US_ASCII);
  private long day = Long.MIN_VALUE;

  /** Returns whether the year has four digits. */
  public static boolean fits(Instant time) {
    return !time.isBefore(FIRST) && !time.isAfter(LAST);
  }

  /**
   * Returns the time as ASCII, valid until the next call. A time out of range becomes the nearest
   * valid one.
   */
  public byte[] of(Instant time) {
    Instant near = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    long seconds = near.getEpochSecond();
    long thisDay = Math.floorDiv(seconds, (long) SECONDS_PER_DAY);
    if (thisDay != day) {
      LocalDate date = LocalDate.ofEpochDay(thisDay);
      digits(0, 4, date.getYear());
      digits(5, 2, date.getMonthValue());
      digits(8, 2, date.getDayOfMonth());
      day = thisDay;
    }
    int ofDay = (int) (seconds - thisDay * SECONDS_PER_DAY);
    digits(11, 2, ofDay / 3_600);
    digits(14, 2, ofDay / 60 % 60);
    digits(17, 2, ofDay % 60);
    digits(20, 9, near.getNano());
    return text;
  }

  /** Returns the time as text, where speed does not matter. */
  public static String text(Instant time) {
    return new String(new TimestampFormat().of(time), StandardCharsets.US_ASCII);
  }

  private void digits(int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}

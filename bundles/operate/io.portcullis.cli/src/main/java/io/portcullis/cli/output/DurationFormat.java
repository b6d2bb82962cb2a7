// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import java.util.List;
import java.util.Locale;

/** Formats durations for people. */
public final class DurationFormat {
  private static final List<String> UNITS = List.of("µs", "ms", "s");

  private DurationFormat() {}

  /** Returns a duration in the unit that fits, with three digits. */
  public static String text(long nanos) {
    if (nanos < 0) {
      return "?";
    }
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    double value = nanos / 1e3;
    int unit = 0;
    while (value >= 1e3 && unit < UNITS.size() - 1) {
      value /= 1e3;
      unit++;
    }
    String format = value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, UNITS.get(unit));
  }
}

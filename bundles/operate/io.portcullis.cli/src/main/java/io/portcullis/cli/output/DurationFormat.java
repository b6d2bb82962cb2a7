// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import java.util.Locale;

/** Formats durations for people. */
public final class DurationFormat {
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
    String unit = "µs";
    if (value >= 1e3) {
      value /= 1e3;
      unit = "ms";
    }
    if (value >= 1e3) {
      value /= 1e3;
      unit = "s";
    }
    return String.format(
        Locale.ROOT, value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s", value, unit);
  }
}

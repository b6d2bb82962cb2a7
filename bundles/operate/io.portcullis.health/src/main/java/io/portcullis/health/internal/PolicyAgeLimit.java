// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.support.text.PrintableText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configured limit of the age of policies.
 *
 * @param limit the limit; zero for none
 * @param problem the problem of the configuration, or empty
 */
record PolicyAgeLimit(Duration limit, String problem) {
  static final String KEY = "maxPolicyAgeHours";

  /** More than a hundred years, and far from an overflow. */
  private static final long MAX_HOURS = 1_000_000;

  private static final int MAX_SHOWN = 40;

  /** Reads a raw value, so that one of another type is not coerced to no limit. */
  static PolicyAgeLimit of(@Nullable Object configured) {
    long hours = configured == null ? 0 : hours(configured);
    return hours < 0 || hours > MAX_HOURS
        ? new PolicyAgeLimit(Duration.ZERO, complaint(String.valueOf(configured)))
        : new PolicyAgeLimit(Duration.ofHours(hours), "");
  }

  /** Returns the limit of a configuration that cannot be used. */
  static PolicyAgeLimit refused(String why) {
    return new PolicyAgeLimit(Duration.ZERO, why);
  }

  private static long hours(Object configured) {
    if (configured instanceof Long || configured instanceof Integer) {
      return ((Number) configured).longValue();
    }
    try {
      return configured instanceof String text ? Long.parseLong(text.trim()) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String complaint(String value) {
    return "%s '%s' is not a whole number from 0 to %d"
        .formatted(KEY, PrintableText.line(value, MAX_SHOWN), MAX_HOURS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses decimal numbers and durations within bounds. */
final class NumberParser {

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,9})?");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})([a-zA-Z]+)");
  private static final int MAX_LENGTH = 1_000;

  private NumberParser() {}

  /**
   * Parses a number exactly; returns null if the text is no number. Comparing two results costs no
   * more than their digits.
   */
  static @Nullable BigDecimal decimal(String text) {
    if (text.length() > MAX_LENGTH || !DECIMAL.matcher(text).matches()) {
      return null;
    }
    return new BigDecimal(
        text.endsWith(".") ? text + "0" : text.replace(".e", ".0e").replace(".E", ".0E"));
  }

  /**
   * Parses a duration such as {@code 1h30m} into whole seconds; returns null if the text is no
   * duration.
   */
  static @Nullable BigDecimal seconds(String text) {
    Matcher part = PART.matcher(text);
    BigDecimal total = BigDecimal.ZERO;
    int at = 0;
    while (part.find() && part.start() == at) {
      BigDecimal unit = unit(part.group(2));
      if (unit == null) {
        return null;
      }
      total = total.add(unit.multiply(new BigDecimal(part.group(1))));
      at = part.end();
    }
    return at == 0 || at < text.length() ? null : new BigDecimal(total.toBigInteger());
  }

  private static @Nullable BigDecimal unit(String word) {
    return switch (word) {
      case "nsec", "ns" -> new BigDecimal("1e-9");
      case "usec", "us" -> new BigDecimal("1e-6");
      case "msec", "ms" -> new BigDecimal("1e-3");
      case "seconds", "second", "secs", "sec", "s" -> BigDecimal.ONE;
      case "minutes", "minute", "mins", "min", "m" -> BigDecimal.valueOf(60);
      case "hours", "hour", "hrs", "hr", "h" -> BigDecimal.valueOf(3_600);
      case "days", "day", "d" -> BigDecimal.valueOf(86_400);
      case "weeks", "week", "wks", "wk", "w" -> BigDecimal.valueOf(604_800);
      case "months", "month", "M" -> BigDecimal.valueOf(2_630_016);
      case "years", "year", "yrs", "yr", "y" -> BigDecimal.valueOf(31_557_600);
      default -> null;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as CEL writes them: numbers with the units h, m, s, ms, us and ns. */
final class DurationText {

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(h|ms|m|s|us|ns)");

  private static final Map<String, BigDecimal> NANOS =
      Map.of(
          "h", new BigDecimal("3600000000000"),
          "m", new BigDecimal("60000000000"),
          "s", new BigDecimal("1000000000"),
          "ms", new BigDecimal("1000000"),
          "us", new BigDecimal("1000"),
          "ns", BigDecimal.ONE);

  private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE);

  private DurationText() {}

  static Duration read(String text) throws ExpressionFault {
    boolean negative = text.startsWith("-");
    String rest = negative ? text.substring(1) : text;
    if (rest.isEmpty() || rest.length() > 100) {
      throw Faults.of(FaultCode.INVALID_VALUE);
    }
    BigDecimal nanos = nanos(rest);
    if (nanos.compareTo(LIMIT) > 0) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    Duration duration = Duration.ofNanos(nanos.longValue());
    return negative ? duration.negated() : duration;
  }

  private static BigDecimal nanos(String text) throws ExpressionFault {
    if (text.equals("0")) {
      return BigDecimal.ZERO;
    }
    BigDecimal sum = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.lookingAt()) {
      sum = sum.add(new BigDecimal(part.group(1)).multiply(NANOS.get(part.group(2))));
      end = part.end();
      part.region(end, text.length());
    }
    if (end != text.length()) {
      throw Faults.of(FaultCode.INVALID_VALUE);
    }
    return sum;
  }
}

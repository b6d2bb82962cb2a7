// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.value;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExactNumber;
import java.math.BigDecimal;

/** The order of numbers of all three kinds: {@link Long}, finite {@link Double}, decimal. */
public final class ExactOrder {

  private static final long EXACT = 1L << 53;

  /** The work of an operation on decimals, without that for its digits. */
  private static final long DECIMAL = 10;

  private ExactOrder() {}

  /** Returns whether a value is a number. */
  public static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof BigDecimal;
  }

  /** Counts the work of an operation on two numbers: decimals may have many digits. */
  public static void charge(CallFrame frame, Object left, Object right) {
    if (left instanceof BigDecimal || right instanceof BigDecimal) {
      frame.charge(DECIMAL + digits(left) + digits(right));
    }
  }

  private static long digits(Object number) {
    return number instanceof BigDecimal decimal
        ? decimal.precision() + Math.abs((long) decimal.scale())
        : 0;
  }

  /** Compares two numbers by their values. */
  public static int compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof Long a && right instanceof Double b) {
      return compare(a.longValue(), b.doubleValue());
    }
    if (left instanceof Double a && right instanceof Long b) {
      return -compare(b.longValue(), a.doubleValue());
    }
    return decimal(left).compareTo(decimal(right));
  }

  /** Compares finite numbers; the two zeros are equal. */
  public static int compare(double left, double right) {
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Compares a whole number and a finite floating-point number exactly. */
  public static int compare(long left, double right) {
    if (-EXACT <= left && left <= EXACT) {
      return compare((double) left, right);
    }
    return BigDecimal.valueOf(left).compareTo(new BigDecimal(right));
  }

  /** Returns the decimal value of a number. */
  public static BigDecimal decimal(Object number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : ExactNumber.of((Double) number);
  }
}

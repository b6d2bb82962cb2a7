// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.value;

import io.portcullis.policy.internal.cel.FaultCode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of numbers. Whole numbers stay whole, floating-point numbers stay floating-point, and
 * mixed ones become exact decimals. Each method returns a {@link FaultCode} in place of a number
 * that does not exist.
 */
public enum Arithmetic {
  ADD {
    @Override
    Object whole(long a, long b) {
      long sum = a + b;
      return ((a ^ sum) & (b ^ sum)) < 0 ? FaultCode.NUMBER_OUT_OF_RANGE : (Object) sum;
    }

    @Override
    double floating(double a, double b) {
      return a + b;
    }

    @Override
    BigDecimal decimal(BigDecimal a, BigDecimal b) {
      return a.add(b);
    }
  },
  SUBTRACT {
    @Override
    Object whole(long a, long b) {
      long difference = a - b;
      return ((a ^ b) & (a ^ difference)) < 0 ? FaultCode.NUMBER_OUT_OF_RANGE : (Object) difference;
    }

    @Override
    double floating(double a, double b) {
      return a - b;
    }

    @Override
    BigDecimal decimal(BigDecimal a, BigDecimal b) {
      return a.subtract(b);
    }
  },
  MULTIPLY {
    @Override
    Object whole(long a, long b) {
      long low = a * b;
      return Math.multiplyHigh(a, b) == low >> 63 ? (Object) low : FaultCode.NUMBER_OUT_OF_RANGE;
    }

    @Override
    double floating(double a, double b) {
      return a * b;
    }

    @Override
    BigDecimal decimal(BigDecimal a, BigDecimal b) {
      return a.multiply(b);
    }
  },
  DIVIDE {
    @Override
    Object whole(long a, long b) {
      if (b == 0) {
        return FaultCode.DIVISION_BY_ZERO;
      }
      return a == Long.MIN_VALUE && b == -1 ? FaultCode.NUMBER_OUT_OF_RANGE : (Object) (a / b);
    }

    @Override
    double floating(double a, double b) {
      return a / b;
    }

    @Override
    @Nullable BigDecimal decimal(BigDecimal a, BigDecimal b) {
      return b.signum() == 0 ? null : a.divide(b, MathContext.DECIMAL128);
    }
  },
  MODULO {
    @Override
    Object whole(long a, long b) {
      return b == 0 ? FaultCode.DIVISION_BY_ZERO : (Object) (b == -1 ? 0L : a % b);
    }

    @Override
    double floating(double a, double b) {
      return Double.NaN;
    }

    @Override
    @Nullable BigDecimal decimal(BigDecimal a, BigDecimal b) {
      return null;
    }
  };

  /** Decimals with more digits than this are out of range: their cost would have no bound. */
  static final int MAX_DIGITS = 1_500;

  /** Returns the number, or a {@link FaultCode}. */
  public Object apply(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return whole(a, b);
    }
    if (!ExactOrder.isNumber(left) || !ExactOrder.isNumber(right)) {
      return FaultCode.WRONG_TYPE;
    }
    if (this == MODULO) {
      return FaultCode.WRONG_TYPE;
    }
    if (left instanceof Double a && right instanceof Double b) {
      return floatingResult(a, b);
    }
    BigDecimal result = decimal(ExactOrder.decimal(left), ExactOrder.decimal(right));
    return result == null ? FaultCode.DIVISION_BY_ZERO : bounded(result);
  }

  /** Returns the negative of a number, or a {@link FaultCode}. */
  public static Object negate(Object value) {
    if (value instanceof Long whole) {
      return whole == Long.MIN_VALUE ? FaultCode.NUMBER_OUT_OF_RANGE : (Object) (-whole);
    }
    if (value instanceof Double number) {
      return -number;
    }
    return value instanceof BigDecimal decimal ? decimal.negate() : FaultCode.WRONG_TYPE;
  }

  abstract Object whole(long a, long b);

  abstract double floating(double a, double b);

  abstract @Nullable BigDecimal decimal(BigDecimal a, BigDecimal b);

  private Object floatingResult(double a, double b) {
    double result = floating(a, b);
    if (Double.isFinite(result)) {
      return result;
    }
    return this == DIVIDE && b == 0 ? FaultCode.DIVISION_BY_ZERO : FaultCode.NUMBER_OUT_OF_RANGE;
  }

  private static Object bounded(BigDecimal result) {
    return result.precision() > MAX_DIGITS || Math.abs((long) result.scale()) > MAX_DIGITS
        ? FaultCode.NUMBER_OUT_OF_RANGE
        : result;
  }
}

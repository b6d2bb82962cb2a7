// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.value.Arithmetic;
import io.portcullis.policy.internal.cel.value.ExactOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The arithmetic operators for numbers, text, lists and times. */
public final class Operators {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** The characters that are copied for one unit of work. */
  private static final int COPY_SHIFT = 3;

  private Operators() {}

  /** Adds numbers or times, and joins texts or lists. */
  public static Object add(CallFrame frame, Object a, Object b) throws ExpressionFault {
    if (a instanceof String text && b instanceof String other) {
      frame.charge(((long) text.length() + other.length()) >> COPY_SHIFT);
      return text.concat(other);
    }
    if (a instanceof List<?> list && b instanceof List<?> other) {
      frame.charge((long) list.size() + other.size());
      List<Object> both = new ArrayList<>(list);
      both.addAll(other);
      return both;
    }
    if (a instanceof Duration || b instanceof Duration) {
      return addTime(a, b);
    }
    return number(frame, Arithmetic.ADD, a, b);
  }

  /** Subtracts numbers or times. */
  public static Object subtract(CallFrame frame, Object a, Object b) throws ExpressionFault {
    if (a instanceof Instant time && b instanceof Instant other) {
      return Duration.between(other, time);
    }
    if (b instanceof Duration time) {
      return addTime(a, time.negated());
    }
    return number(frame, Arithmetic.SUBTRACT, a, b);
  }

  /** Multiplies numbers. */
  public static Object multiply(CallFrame frame, Object a, Object b) throws ExpressionFault {
    return number(frame, Arithmetic.MULTIPLY, a, b);
  }

  /** Divides numbers. */
  public static Object divide(CallFrame frame, Object a, Object b) throws ExpressionFault {
    return number(frame, Arithmetic.DIVIDE, a, b);
  }

  /** Returns the rest of the division of whole numbers. */
  public static Object modulo(CallFrame frame, Object a, Object b) throws ExpressionFault {
    return number(frame, Arithmetic.MODULO, a, b);
  }

  /** Returns the negative of a number. */
  public static Object negate(CallFrame frame, Object a) throws ExpressionFault {
    return checked(Arithmetic.negate(a));
  }

  private static Object number(CallFrame frame, Arithmetic operation, Object a, Object b)
      throws ExpressionFault {
    ExactOrder.charge(frame, a, b);
    return checked(operation.apply(a, b));
  }

  private static Object checked(Object result) throws ExpressionFault {
    if (result instanceof FaultCode code) {
      throw Faults.of(code);
    }
    return result;
  }

  private static Object addTime(Object a, Object b) throws ExpressionFault {
    try {
      if (a instanceof Instant time && b instanceof Duration other) {
        return inRange(time.plus(other));
      }
      if (a instanceof Duration time && b instanceof Instant other) {
        return inRange(other.plus(time));
      }
      if (a instanceof Duration time && b instanceof Duration other) {
        return time.plus(other);
      }
    } catch (ArithmeticException | DateTimeException e) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    throw Faults.wrongType();
  }

  private static Instant inRange(Instant time) throws ExpressionFault {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    return time;
  }
}

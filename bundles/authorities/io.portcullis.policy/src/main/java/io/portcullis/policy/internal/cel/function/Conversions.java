// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExactNumber;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** The conversions that an author writes; they accept the usual forms only. */
public final class Conversions {

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,400})(?:\\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,4})?");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?"
              + "(?:Z|[+-][0-9]{2}:[0-9]{2})");

  /** The work of reading a time. */
  private static final long TIME_READING = 100;

  /** 2 to the power of 63. */
  private static final double LIMIT = 0x1p63;

  private Conversions() {}

  /** Converts a number, a text or a time to a whole number; a fraction is cut off. */
  public static Object toInt(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof Double number) {
      // Both limits are out of range, as in CEL.
      return range(-LIMIT < number && number < LIMIT, (long) number.doubleValue());
    }
    if (value instanceof BigDecimal decimal) {
      BigInteger whole = decimal.toBigInteger();
      return range(whole.bitLength() <= 63, whole.longValue());
    }
    if (value instanceof Instant time) {
      return time.getEpochSecond();
    }
    String text = Faults.text(value);
    try {
      if (text.length() <= 20 && WHOLE.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    throw Faults.of(FaultCode.INVALID_VALUE);
  }

  /** Converts a number or a text to a floating-point number. */
  public static Object toDouble(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof Number number) {
      return finite(number.doubleValue());
    }
    String text = Faults.text(value);
    if (text.length() > 810 || !NUMBER.matcher(text).matches()) {
      throw Faults.of(FaultCode.INVALID_VALUE);
    }
    return finite(Double.parseDouble(text));
  }

  /** Converts a number, a truth value or a time to text. */
  public static Object toText(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return plain(ExactNumber.of(number));
    }
    if (value instanceof BigDecimal decimal) {
      frame.charge(decimal.precision());
      return plain(decimal);
    }
    if (value instanceof Instant) {
      return value.toString();
    }
    throw Faults.wrongType();
  }

  /** Reads a time with its offset, as RFC 3339 writes it. */
  public static Object toTimestamp(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof Instant) {
      return value;
    }
    String text = Faults.text(value);
    frame.charge(TIME_READING);
    if (text.length() > 40 || !TIME.matcher(text).matches()) {
      throw Faults.of(FaultCode.INVALID_VALUE);
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Faults.of(FaultCode.INVALID_VALUE);
    }
  }

  /** Reads a duration such as {@code 1h30m} or {@code 1.5s}. */
  public static Object toDuration(CallFrame frame, Object value) throws ExpressionFault {
    frame.charge(TIME_READING);
    return value instanceof Duration ? value : DurationText.read(Faults.text(value));
  }

  private static String plain(BigDecimal decimal) {
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  private static Object range(boolean inside, long value) throws ExpressionFault {
    if (!inside) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    return value;
  }

  private static Object finite(double value) throws ExpressionFault {
    if (!Double.isFinite(value)) {
      throw Faults.of(FaultCode.NUMBER_OUT_OF_RANGE);
    }
    return value;
  }
}

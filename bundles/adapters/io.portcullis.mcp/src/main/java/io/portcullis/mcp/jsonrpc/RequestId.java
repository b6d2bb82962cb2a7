// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The id of a request. Two ids are equal if every reader takes them for the same, however a text is
 * escaped. The text {@code "1"} differs from the number {@code 1}.
 *
 * @param number whether the id is a number
 * @param value the digits or the decoded text
 */
public record RequestId(boolean number, String value) {
  /** The longest text, in characters. */
  public static final int MAX_LENGTH = 1_000;

  private static final long MAX_EXACT = (1L << 53) - 1;

  /**
   * Returns the id in a member.
   *
   * @param member the member
   * @return the id, or null if readers could disagree about it
   */
  public static @Nullable RequestId of(Member member) {
    return switch (member.kind()) {
      case TEXT -> ofText(member.text());
      case INTEGER -> ofDigits(member.text());
      case FRACTION, OBJECT, ARRAY, BOOLEAN, NULL -> null;
    };
  }

  static @Nullable RequestId ofText(String text) {
    return text.length() <= MAX_LENGTH && text.indexOf('\0') < 0
        ? new RequestId(false, text)
        : null;
  }

  /** Accepts whole numbers that a double represents exactly, but not a negative zero. */
  static @Nullable RequestId ofDigits(String digits) {
    if (digits.length() > 17 || digits.equals("-0")) {
      return null;
    }
    try {
      return Math.abs(Long.parseLong(digits)) <= MAX_EXACT ? new RequestId(true, digits) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * Returns the id as JSON.
   *
   * @return a number or a string
   */
  public String json() {
    return number
        ? value
        : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }
}

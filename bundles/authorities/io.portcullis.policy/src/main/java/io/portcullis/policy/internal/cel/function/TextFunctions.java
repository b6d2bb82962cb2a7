// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import java.util.List;
import java.util.Map;

/** The functions over texts, and {@code size}. */
public final class TextFunctions {

  /** The characters that are compared, or counted, for one unit of work. */
  private static final int COMPARE_SHIFT = 5;

  private static final int COUNT_SHIFT = 4;
  private static final int SEARCH_SHIFT = 2;

  /** A text that is longer is searched for in linear time only. */
  private static final int SHORT = 16;

  private TextFunctions() {}

  /** Returns the number of characters (code points), elements or members. */
  public static Object size(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof String text) {
      frame.charge(text.length() >> COUNT_SHIFT);
      return (long) text.codePointCount(0, text.length());
    }
    if (value instanceof List<?> list) {
      return (long) list.size();
    }
    if (value instanceof Map<?, ?> members) {
      return (long) members.size();
    }
    throw Faults.wrongType();
  }

  /** Returns whether a text begins with another. */
  public static Object startsWith(CallFrame frame, Object a, Object b) throws ExpressionFault {
    String prefix = Faults.text(b);
    frame.charge(prefix.length() >> COMPARE_SHIFT);
    return Faults.text(a).startsWith(prefix);
  }

  /** Returns whether a text ends with another. */
  public static Object endsWith(CallFrame frame, Object a, Object b) throws ExpressionFault {
    String suffix = Faults.text(b);
    frame.charge(suffix.length() >> COMPARE_SHIFT);
    return Faults.text(a).endsWith(suffix);
  }

  /** Returns whether a text contains another. */
  public static Object contains(CallFrame frame, Object a, Object b) throws ExpressionFault {
    String text = Faults.text(a);
    String part = Faults.text(b);
    frame.charge(((long) text.length() + part.length()) >> SEARCH_SHIFT);
    return part.length() <= SHORT ? text.contains(part) : linearSearch(text, part);
  }

  /** Knuth, Morris and Pratt: the time does not depend on how often the part almost occurs. */
  private static boolean linearSearch(String text, String part) {
    if (part.length() > text.length()) {
      return false;
    }
    int[] borders = borders(part);
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched];
      }
      if (text.charAt(i) == part.charAt(matched)) {
        matched++;
      }
      if (matched == part.length()) {
        return true;
      }
    }
    return false;
  }

  private static int[] borders(String part) {
    int[] borders = new int[part.length() + 1];
    int border = 0;
    for (int i = 1; i < part.length(); i++) {
      while (border > 0 && part.charAt(i) != part.charAt(border)) {
        border = borders[border];
      }
      if (part.charAt(i) == part.charAt(border)) {
        border++;
      }
      borders[i + 1] = border;
    }
    return borders;
  }
}

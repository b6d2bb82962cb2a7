// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import java.util.Locale;

/** Compares names of members like a lenient reader: without case and surrounding space. */
final class MemberNames {

  private MemberNames() {}

  /**
   * Returns the form in which a lenient reader could compare a name, for {@link
   * String#equalsIgnoreCase}.
   *
   * @param name a decoded name
   * @return the name without invisible characters at its ends
   */
  static String plain(String name) {
    int start = 0;
    int end = name.length();
    while (start < end && isInvisible(name.charAt(start))) {
      start++;
    }
    while (end > start && isInvisible(name.charAt(end - 1))) {
      end--;
    }
    String visible = name.substring(start, end);
    return isAscii(visible) ? visible : folded(visible);
  }

  /** Folds the case letter by letter and then as a whole, because some letters become two. */
  private static String folded(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      letters.append(Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
    }
    return letters.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static boolean isInvisible(char c) {
    return c <= ' '
        || (c >= 0x7f
            && (Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }
}

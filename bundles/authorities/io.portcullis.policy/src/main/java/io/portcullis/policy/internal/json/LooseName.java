// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.json;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Compares names as the most lenient reader would: it ignores letter case, compatible forms of
 * characters, and blanks and invisible characters around the name. Independent of the locale.
 */
public final class LooseName {

  private LooseName() {}

  /** Returns a form that is equal for names that a lenient reader might confuse. */
  public static String fold(String name) {
    String normal = Normalizer.normalize(name, Normalizer.Form.NFKC);
    int[] simple =
        normal.codePoints().map(c -> Character.toLowerCase(Character.toUpperCase(c))).toArray();
    String folded = trimmed(new String(simple, 0, simple.length));
    return Normalizer.normalize(
        folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
  }

  /** Returns whether a name has a given folded form; ASCII names are not folded. */
  public static boolean matches(String name, String folded) {
    int start = 0;
    int end = name.length();
    for (int i = 0; i < end; i++) {
      if (name.charAt(i) > 0x7e) {
        return fold(name).equals(folded);
      }
    }
    while (start < end && name.charAt(start) <= ' ') {
      start++;
    }
    while (start < end && name.charAt(end - 1) <= ' ') {
      end--;
    }
    return end - start == folded.length()
        && name.regionMatches(true, start, folded, 0, folded.length());
  }

  private static String trimmed(String name) {
    int start = 0;
    int end = name.length();
    while (start < end && invisible(name.codePointAt(start))) {
      start += Character.charCount(name.codePointAt(start));
    }
    while (start < end && invisible(name.codePointBefore(end))) {
      end -= Character.charCount(name.codePointBefore(end));
    }
    return name.substring(start, end);
  }

  private static boolean invisible(int c) {
    return c <= ' '
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }
}

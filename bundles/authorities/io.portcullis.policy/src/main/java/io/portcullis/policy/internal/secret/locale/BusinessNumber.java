// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.locale;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isWhitespace;
import static io.portcullis.policy.internal.secret.locale.TaiwanIdentifiers.hasDigits;
import static io.portcullis.policy.internal.secret.locale.TaiwanIdentifiers.upper;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A unified business number: eight digits with a checksum. More than a fifth of all numbers of
 * eight digits pass it, so that it must stand in running Chinese text or have a label.
 */
final class BusinessNumber {

  private static final int LENGTH = 8;
  private static final int[] WEIGHTS = {1, 2, 1, 2, 1, 2, 4, 1};

  /** How far before the number a label may begin, in bytes of UTF-8. */
  private static final int LABEL_BYTES = 32;

  private static final List<String> LABELS =
      List.of(
          "統一編號",
          "統編",
          "營業人",
          "營利事業",
          "tax id",
          "tax no",
          "tax number",
          "business number",
          "uniform invoice",
          "vat",
          "ubn");

  private BusinessNumber() {}

  /**
   * Returns the end of the number that begins at an index; -1 if there is none.
   *
   * @param name the name of the member that has the text; null for running text
   */
  static int end(CharSequence text, int start, @Nullable String name) {
    int end = start + LENGTH;
    return hasDigits(text, start, LENGTH)
            && isValid(text, start)
            && (isLabelled(text, start, name) || isInProse(text, start, end, name))
        ? end
        : -1;
  }

  /** The sum of the digits of all products; since April 2023 it is a multiple of five, not ten. */
  private static boolean isValid(CharSequence text, int start) {
    int sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      int product = digit(text.charAt(start + i)) * WEIGHTS[i];
      sum += product / 10 + product % 10;
    }
    return sum % 5 == 0 || (digit(text.charAt(start + 6)) == 7 && (sum + 1) % 5 == 0);
  }

  private static boolean isInProse(CharSequence text, int start, int end, @Nullable String name) {
    int before = start;
    while (before > 0 && isWhitespace(text.charAt(before - 1))) {
      before--;
    }
    if (before == 0 && name != null) {
      return false; // the value of a member, not a sentence
    }
    return isProse(text, start - 1) && isProse(text, before - 1) && isProse(text, end);
  }

  private static boolean isProse(CharSequence text, int at) {
    if (at < 0 || at >= text.length()) {
      return true;
    }
    char c = text.charAt(at);
    return isWhitespace(c)
        || (c > 127 && digit(c) < 0 && upper(c) == 0 && !isFullWidthPunctuation(c));
  }

  /** Brackets enclose a number in a sentence; the other signs separate fields. */
  private static boolean isFullWidthPunctuation(char c) {
    return c >= '\uff01' && c <= '\uff65' && c != '\uff08' && c != '\uff09' && !isLowerCase(c);
  }

  private static boolean isLowerCase(char c) {
    return c >= '\uff41' && c <= '\uff5a';
  }

  private static boolean isLabelled(CharSequence text, int start, @Nullable String name) {
    int from = start;
    int bytes = 0;
    while (from > 0 && bytes + utf8Length(text.charAt(from - 1)) <= LABEL_BYTES) {
      bytes += utf8Length(text.charAt(--from));
    }
    return hasLabel(text.subSequence(from, start).toString())
        || (name != null && hasLabel(words(name)));
  }

  private static int utf8Length(char c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  }

  /** Returns taxId and tax_id as words. */
  private static String words(String name) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && c >= 'A' && c <= 'Z' && upper(name.charAt(i - 1)) == 0) {
        words.append(' ');
      }
      words.append(c == '_' || c == '-' ? ' ' : c);
    }
    return words.toString();
  }

  private static boolean hasLabel(String near) {
    String text = near.toLowerCase(Locale.ROOT);
    return LABELS.stream().anyMatch(label -> hasLabel(text, label));
  }

  /** A label of Latin letters is a word of its own: private is no vat. */
  private static boolean hasLabel(String text, String label) {
    int at = text.indexOf(label);
    while (at >= 0) {
      int end = at + label.length();
      boolean word =
          (at == 0 || !isAlphanumeric(text.charAt(at - 1)))
              && (end == text.length() || !isAlphanumeric(text.charAt(end)));
      if (word || label.charAt(0) > 127) {
        return true;
      }
      at = text.indexOf(label, at + 1);
    }
    return false;
  }
}

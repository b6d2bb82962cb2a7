// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.locale;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;

import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the identifiers of Taiwan. Chinese characters are no part of a word here, because the
 * numbers are written next to them without a space. Letters and digits may be full-width.
 */
final class TaiwanIdentifiers {

  private final CharSequence text;
  private final @Nullable String name;

  TaiwanIdentifiers(CharSequence text, @Nullable String name) {
    this.text = text;
    this.name = name;
  }

  List<SecretFinding> scan() {
    List<SecretFinding> found = null;
    for (int at = 0; at < text.length(); at++) {
      int end = mayBegin(text.charAt(at)) && isFreeBefore(at) ? end(at) : -1;
      if (end > 0) {
        found = found == null ? new ArrayList<>() : found;
        found.add(new SecretFinding(SecretKind.CUSTOM, at, end));
        at = end - 1;
      }
    }
    return found == null ? List.of() : found;
  }

  private static boolean mayBegin(char c) {
    return digit(c) >= 0 || upper(c) != 0 || c == '+' || c == '(';
  }

  private int end(int at) {
    int end = IdentityNumber.end(text, at);
    if (end < 0) {
      end = TelephoneNumber.end(text, at);
    }
    if (end < 0) {
      end = BusinessNumber.end(text, at, name);
    }
    return end > 0 && isFreeAfter(end, upper(text.charAt(at)) != 0) ? end : -1;
  }

  /** Digits after a point, a comma or a plus sign are part of a longer number. */
  private boolean isFreeBefore(int at) {
    if (at == 0) {
      return true;
    }
    char c = text.charAt(at - 1);
    boolean letter = upper(text.charAt(at)) != 0;
    return !isWord(c) && (letter || (c != '.' && c != ',' && c != '+'));
  }

  /** A point or a comma ends the number, unless the next character shows that it goes on. */
  private boolean isFreeAfter(int end, boolean letter) {
    char c = end < text.length() ? text.charAt(end) : ' ';
    char next = end + 1 < text.length() ? text.charAt(end + 1) : ' ';
    return switch (c) {
      case '.' -> !isWord(next);
      case ',' -> letter || digit(next) < 0;
      default -> !isWord(c) && c != '+';
    };
  }

  private static boolean isWord(char c) {
    return isAlphanumeric(c) || digit(c) >= 0 || upper(c) != 0;
  }

  /** Returns an ASCII or full-width capital letter as ASCII; 0 for any other character. */
  static char upper(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c;
    }
    return c >= '\uff21' && c <= '\uff3a' ? (char) (c - '\uff21' + 'A') : 0;
  }

  /** Returns whether a text has this many digits from an index on. */
  static boolean hasDigits(CharSequence text, int from, int count) {
    if (from + count > text.length()) {
      return false;
    }
    for (int i = from; i < from + count; i++) {
      if (digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}

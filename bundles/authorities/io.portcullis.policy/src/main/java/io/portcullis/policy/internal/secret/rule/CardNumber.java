// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isHex;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isLetter;

/**
 * Checks numbers of payment cards: the length and the first digits as ISO/IEC 7812 assigns them to
 * the networks, and the check digit (Luhn).
 */
final class CardNumber {

  static final int MIN_LENGTH = 13;
  private static final int MAX_LENGTH = 19;
  private static final int MAX_WORD = 64;

  private CardNumber() {}

  /** Returns whether the digits of a part of a text are the number of a card. */
  static boolean valid(CharSequence text, int start, int end) {
    int leading = 0;
    int count = 0;
    for (int i = start; i < end && count <= MAX_LENGTH; i++) {
      int digit = digit(text.charAt(i));
      if (digit >= 0) {
        leading = count < 4 ? leading * 10 + digit : leading;
        count++;
      }
    }
    return count >= MIN_LENGTH
        && count <= MAX_LENGTH
        && issued(leading, count)
        && checkDigit(text, start, end);
  }

  private static boolean checkDigit(CharSequence text, int start, int end) {
    int sum = 0;
    boolean twice = false;
    for (int i = end - 1; i >= start; i--) {
      int digit = digit(text.charAt(i));
      if (digit >= 0) {
        sum += !twice ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
        twice = !twice;
      }
    }
    return sum % 10 == 0;
  }

  /**
   * Whether a network issues such numbers. Without this, each tenth time stamp in milliseconds
   * would be a card.
   *
   * @param leading the first four digits
   */
  private static boolean issued(int leading, int length) {
    return switch (leading / 1000) {
      case 1 -> length == 15; // UATP, JCB
      case 2 ->
          (length == 16 && leading >= 2200 && leading <= 2720) || (length == 15 && leading == 2131);
      case 3 -> length >= 14;
      case 4, 5, 6 -> true;
      case 8, 9 -> length == 16; // RuPay, Troy
      default -> false;
    };
  }

  /** Returns whether the part belongs to a hexadecimal word, such as a digest or a UUID. */
  static boolean isPartOfHex(CharSequence text, int start, int end) {
    return (start > 0 && isLetter(text.charAt(start - 1)) && hexWord(text, start - 1, -1))
        || (end < text.length() && isLetter(text.charAt(end)) && hexWord(text, end, 1));
  }

  private static boolean hexWord(CharSequence text, int from, int step) {
    for (int i = from, n = 0; i >= 0 && i < text.length() && n < MAX_WORD; i += step, n++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c)) {
        return true;
      }
      if (!isHex(c)) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.locale;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;
import static io.portcullis.policy.internal.secret.locale.TaiwanIdentifiers.hasDigits;
import static io.portcullis.policy.internal.secret.locale.TaiwanIdentifiers.upper;

/**
 * The number of a national identity card, of a resident certificate since 2021 (a letter and nine
 * digits), and of a resident certificate before (two letters and eight digits).
 */
final class IdentityNumber {

  /**
   * The place of a letter is its code, less ten; the codes are not in the order of the alphabet.
   */
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

  private IdentityNumber() {}

  /** Returns the end of the number that begins at an index; -1 if there is none. */
  static int end(CharSequence text, int start) {
    int letter = start + 10 > text.length() ? -1 : LETTERS.indexOf(upper(text.charAt(start)));
    if (letter < 0 || !hasForm(text, start)) {
      return -1;
    }
    char second = upper(text.charAt(start + 1));
    int sum = (letter + 10) / 10 + 9 * (letter % 10);
    sum += 8 * (second == 0 ? digit(text.charAt(start + 1)) : second - 'A');
    for (int i = 2; i < 9; i++) {
      sum += (9 - i) * digit(text.charAt(start + i));
    }
    return (sum + digit(text.charAt(start + 9))) % 10 == 0 ? start + 10 : -1;
  }

  private static boolean hasForm(CharSequence text, int start) {
    char second = upper(text.charAt(start + 1));
    return second == 0
        ? hasDigits(text, start + 1, 9) && isIssued(digit(text.charAt(start + 1)))
        : second <= 'D' && hasDigits(text, start + 2, 8);
  }

  /** 1 and 2 are citizens, 8 and 9 are residents. */
  private static boolean isIssued(int first) {
    return first == 1 || first == 2 || first == 8 || first == 9;
  }
}

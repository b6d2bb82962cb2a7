// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.locale;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;

/**
 * A telephone number: a mobile number, or a number in a fixed network that is written with a
 * separator, with an area code in brackets, or with the country code. Without any of these, a
 * number in a fixed network looks like every other number.
 */
final class TelephoneNumber {

  private static final int MAX_DIGITS = 9;

  /** Area codes without the leading zero, each with the length of its numbers. */
  private static final String[] AREAS = {
    "826:5", "836:5", "37:6", "49:7", "82:6", "89:6", "2:8", "3:7", "4:7", "4:8", "5:7", "6:7",
    "7:7", "8:7"
  };

  private TelephoneNumber() {}

  /** Returns the end of the number that begins at an index; -1 if there is none. */
  static int end(CharSequence text, int start) {
    boolean country = isCountryCode(text, start);
    int from = country ? afterCountryCode(text, start + 4) : afterLeadingZero(text, start);
    return from < 0 ? -1 : numberEnd(text, from, country);
  }

  private static boolean isCountryCode(CharSequence text, int start) {
    return start + 4 < text.length()
        && text.charAt(start) == '+'
        && digit(text.charAt(start + 1)) == 8
        && digit(text.charAt(start + 2)) == 8
        && digit(text.charAt(start + 3)) == 6;
  }

  /** Some write the zero after the country code all the same. */
  private static int afterCountryCode(CharSequence text, int from) {
    int at = isSeparator(text.charAt(from)) ? from + 1 : from;
    return at < text.length() && digit(text.charAt(at)) == 0 ? at + 1 : at;
  }

  private static int afterLeadingZero(CharSequence text, int start) {
    int at = text.charAt(start) == '(' ? start + 1 : start;
    return at < text.length() && digit(text.charAt(at)) == 0 ? at + 1 : -1;
  }

  private static int numberEnd(CharSequence text, int from, boolean country) {
    StringBuilder digits = new StringBuilder(MAX_DIGITS);
    boolean separated = country;
    int at = from;
    while (at < text.length() && digits.length() < MAX_DIGITS) {
      int digit = digit(text.charAt(at));
      if (digit >= 0) {
        digits.append((char) ('0' + digit));
      } else if (isBetweenDigits(text, from, at)) {
        separated = true;
      } else {
        break;
      }
      at++;
    }
    return isNumber(digits.toString(), separated) ? at : -1;
  }

  /** A space may follow the bracket after an area code. */
  private static boolean isBetweenDigits(CharSequence text, int from, int at) {
    boolean space =
        isBracket(text.charAt(at)) && at + 1 < text.length() && text.charAt(at + 1) == ' ';
    int next = space ? at + 2 : at + 1;
    return at > from
        && isSeparator(text.charAt(at))
        && next < text.length()
        && digit(text.charAt(next)) >= 0;
  }

  private static boolean isBracket(char c) {
    return c == ')' || c == '\uff09';
  }

  private static boolean isSeparator(char c) {
    return "- )\uff0d\u3000\uff09".indexOf(c) >= 0;
  }

  private static boolean isNumber(String digits, boolean separated) {
    if (digits.length() == MAX_DIGITS && digits.charAt(0) == '9') {
      return true;
    }
    for (String area : AREAS) {
      String code = area.substring(0, area.indexOf(':'));
      int length = area.charAt(area.length() - 1) - '0';
      if (separated && digits.startsWith(code) && digits.length() == code.length() + length) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.finding;

/** Classes of characters, looked up in a table for ASCII. */
public final class CharacterClass {

  public static final int NO_SEPARATOR = 0;
  public static final int SPACE = 1;
  public static final int HYPHEN = 2;
  public static final int DOT = 3;

  private static final int ALPHANUMERIC = 1;
  private static final int LETTER = 2;
  private static final int HEX = 4;
  private static final int BASE64 = 8;
  private static final int WHITESPACE = 16;
  private static final int TOKEN_END = 32;
  private static final int MAILBOX = 64;

  private static final byte[] ASCII = new byte[128];

  static {
    mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ALPHANUMERIC | LETTER | BASE64);
    mark("0123456789", ALPHANUMERIC | HEX | BASE64);
    mark("abcdefABCDEF", HEX);
    mark("+/-_", BASE64);
    mark("\t\n\u000b\f\r ", WHITESPACE | TOKEN_END);
    mark("\"',;)]}", TOKEN_END);
    mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", MAILBOX);
    mark("!#$%&'*+-/=?^_`{|}~.", MAILBOX);
  }

  private CharacterClass() {}

  private static void mark(String characters, int flags) {
    for (int i = 0; i < characters.length(); i++) {
      ASCII[characters.charAt(i)] |= (byte) flags;
    }
  }

  private static boolean is(char c, int flag) {
    return c < 128 && (ASCII[c] & flag) != 0;
  }

  /** Returns whether the character is an ASCII letter or digit. */
  public static boolean isAlphanumeric(char c) {
    return is(c, ALPHANUMERIC);
  }

  public static boolean isLetter(char c) {
    return is(c, LETTER);
  }

  public static boolean isUpperOrDigit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  public static boolean isHex(char c) {
    return is(c, HEX);
  }

  /** Returns whether the character is of the alphabets of RFC 4648, sections 4 and 5. */
  public static boolean isBase64(char c) {
    return is(c, BASE64);
  }

  /** Returns whether the character may stand before the at sign of a mailbox (RFC 5322). */
  public static boolean isMailbox(char c) {
    return is(c, MAILBOX);
  }

  /** Returns whether the character is Unicode white space. */
  public static boolean isWhitespace(char c) {
    return c < 128 ? (ASCII[c] & WHITESPACE) != 0 : c == '\u0085' || Character.isSpaceChar(c);
  }

  /** Returns whether a credential without a length of its own ends before the character. */
  public static boolean endsToken(char c) {
    return c < 128 ? (ASCII[c] & TOKEN_END) != 0 : isWhitespace(c);
  }

  /** Returns the index of the first character that ends a token, or the limit. */
  public static int tokenEnd(CharSequence text, int from, int limit) {
    int end = from;
    while (end < limit && !endsToken(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Returns the value of an ASCII or full-width digit; -1 for any other character. */
  public static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= '\uff10' && c <= '\uff19' ? c - '\uff10' : -1;
  }

  /** Returns the kind of a separator between groups of digits, in ASCII or full-width form. */
  public static int separator(char c) {
    return switch (c) {
      case ' ', '\u3000' -> SPACE;
      case '-', '\uff0d' -> HYPHEN;
      case '.', '\uff0e' -> DOT;
      default -> NO_SEPARATOR;
    };
  }

  /** Returns whether the text continues with an ASCII word, in any letter case. */
  public static boolean continues(CharSequence text, int at, String lowerCase) {
    if (at < 0 || at + lowerCase.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      char c = text.charAt(at + i);
      if (lowerCase.charAt(i) != (c >= 'A' && c <= 'Z' ? (char) (c + 32) : c)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the text continues with exactly this word. */
  public static boolean continuesExactly(CharSequence text, int at, String word) {
    if (at < 0 || at + word.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text.charAt(at + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

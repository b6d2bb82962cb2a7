// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

/**
 * A position in the text of a command. Pairs of a backslash and a line break are skipped, as a
 * shell does outside of single quotes and comments. Not thread-safe.
 */
final class ShellCursor {

  static final int END = -1;

  private static final String OPERATORS = ";&|()<>";

  private final String text;
  private int at;

  ShellCursor(String text) {
    this.text = text;
  }

  /** Returns the next character; END after the last one. */
  int peek() {
    at = skipped(at);
    return raw(at);
  }

  /** Returns the character after the next one. */
  int second() {
    return raw(skipped(skipped(at) + 1));
  }

  /** Returns the next character and steps over it. */
  int next() {
    int c = peek();
    at++;
    return c;
  }

  /** Returns the next character, even the backslash of a skipped pair, and steps over it. */
  int nextRaw() {
    int c = raw(at);
    at++;
    return c;
  }

  /** Returns the next character, even the backslash of a skipped pair. */
  int peekRaw() {
    return raw(at);
  }

  int position() {
    return at;
  }

  String since(int start) {
    return text.substring(start, at);
  }

  /** Steps over the next character if it is a certain one. */
  boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /** Returns whether the next character ends a word. */
  boolean atDelimiter() {
    return isDelimiter(peek());
  }

  /** Returns whether a comment ends here: at a line break, or at the end. */
  boolean atCommentEnd() {
    return raw(at) == '\n' || raw(at) == END;
  }

  static boolean isDelimiter(int c) {
    return c == END || c == ' ' || c == '\t' || c == '\n' || OPERATORS.indexOf(c) >= 0;
  }

  /**
   * Returns the next word if it consists only of letters, braces, brackets and exclamation marks,
   * so that it could be a reserved word; otherwise an empty text.
   */
  String plainWord() {
    StringBuilder out = new StringBuilder();
    int i = skipped(at);
    while (!isDelimiter(raw(i))) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && "{}[]!".indexOf(c) < 0) {
        return "";
      }
      out.append(c);
      i = skipped(i + 1);
    }
    return out.toString();
  }

  /** Steps over a word that {@link #plainWord} returned. */
  void takeWord(String word) {
    for (int i = 0; i < word.length(); i++) {
      next();
    }
  }

  /** Steps over digits if a redirection follows them directly. */
  boolean takeDescriptor() {
    int i = skipped(at);
    while (raw(i) >= '0' && raw(i) <= '9') {
      i = skipped(i + 1);
    }
    if (i == at || (raw(i) != '<' && raw(i) != '>') || raw(skipped(i + 1)) == '(') {
      return false;
    }
    at = i;
    return true;
  }

  private int skipped(int start) {
    int i = start;
    while (raw(i) == '\\' && raw(i + 1) == '\n') {
      i += 2;
    }
    return i;
  }

  private int raw(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }
}

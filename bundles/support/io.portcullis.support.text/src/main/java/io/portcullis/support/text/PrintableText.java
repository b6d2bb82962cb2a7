// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.text;

/**
 * Makes untrusted text safe to show. An agent may choose any name for a tool, and such a name must
 * not end a line, move a cursor or change the writing direction. Invisible characters are control
 * and format characters (bidirectional controls among them), line and paragraph separators, lone
 * surrogates, and characters for private use or unknown to this version of Java. Stateless and
 * thread-safe.
 */
public final class PrintableText {
  private PrintableText() {}

  /**
   * Returns whether a text can be shown unchanged.
   *
   * @param text any text
   * @return false if it has an invisible character
   */
  public static boolean isPrintable(String text) {
    return text.codePoints().noneMatch(PrintableText::isInvisible);
  }

  /**
   * Replaces each invisible character with a space, for log lines and messages.
   *
   * @param text any text
   * @return one line
   */
  public static String line(String text) {
    if (isPrintable(text)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> line.appendCodePoint(isInvisible(point) ? ' ' : point));
    return line.toString();
  }

  /**
   * Returns an excerpt of a text for a log line or a message.
   *
   * @param text any text
   * @param max the maximum number of characters, at least 1
   * @return one line, with three dots if the text was longer
   */
  public static String line(String text, int max) {
    return line(excerpt(text, max));
  }

  /**
   * Escapes each invisible character as in JSON, so that a line of JSON keeps its meaning.
   *
   * @param text any text
   * @return one line for a terminal
   */
  public static String escaped(String text) {
    if (isPrintable(text)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(line, point));
    return line.toString();
  }

  private static void append(StringBuilder line, int point) {
    if (!isInvisible(point)) {
      line.appendCodePoint(point);
      return;
    }
    for (char unit : Character.toChars(point)) {
      line.append(String.format("\\u%04x", (int) unit));
    }
  }

  private static boolean isInvisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /**
   * Returns the start of a text, without half a surrogate pair at its end.
   *
   * @param text any text
   * @param max the maximum number of characters, at least 1
   * @return the text itself if it is not longer
   */
  public static String start(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }

  /**
   * Returns the start of a text. Three dots mark a text that was longer.
   *
   * @param text any text
   * @param max the maximum number of characters before the dots, at least 1
   * @return the text itself if it is not longer
   */
  public static String excerpt(String text, int max) {
    return text.length() <= max ? text : start(text, max) + "...";
  }

  /**
   * Finds half a surrogate pair, which has no UTF-8.
   *
   * @param text any text
   * @return the index of the first one, or -1
   */
  public static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}

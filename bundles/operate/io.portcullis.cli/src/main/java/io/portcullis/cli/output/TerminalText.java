// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

/** Escapes untrusted text for one line of a terminal. */
public final class TerminalText {
  private TerminalText() {}

  /**
   * Escapes characters that could end the line, move the cursor or change the writing direction.
   * Inside a JSON string the meaning stays the same.
   */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(line, point));
    return line.toString();
  }

  private static void append(StringBuilder line, int point) {
    if (harmless(point)) {
      line.appendCodePoint(point);
    } else {
      for (char c : Character.toChars(point)) {
        line.append(String.format("\\u%04x", (int) c));
      }
    }
  }

  private static boolean harmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}

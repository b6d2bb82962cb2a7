// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

/** Escapes untrusted text for one line of a terminal. An agent may choose any name for a tool. */
public final class Printable {
  private Printable() {}

  /** Escapes characters that move the cursor, change colours or reverse the text. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isHarmless(point)) {
                line.appendCodePoint(point);
              } else {
                escape(line, point);
              }
            });
    return line.toString();
  }

  // As in JSON, so that a line of JSON stays one.
  private static void escape(StringBuilder line, int point) {
    for (char unit : Character.toChars(point)) {
      line.append(String.format("\\u%04x", (int) unit));
    }
  }

  private static boolean isHarmless(int point) {
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

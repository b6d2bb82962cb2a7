// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * How a scalar is written in its document, to find the place of a character of its text. Nothing is
 * computed before a place is asked for. Immutable.
 *
 * @param document the text of the document
 * @param start the index of the first code point of the scalar, its anchor and tag included
 * @param end the index of the first code point after it
 * @param place the place of the start
 * @param style the style of the scalar
 */
public record ScalarSource(
    String document, int start, int end, SourceLocation place, ScalarStyle style) {

  private static final int MAX_EXCERPT = 160;

  /** Returns the place of a character of the scalar's text. */
  SourceLocation place(String text, int offset) {
    int from = document.offsetByCodePoints(0, start);
    int to = document.offsetByCodePoints(from, end - start);
    int at = new ScalarAlignment(document.substring(from, to), style, text).source(offset);
    return at < 0 ? place : SourceLocation.of(document, from + at);
  }

  /**
   * Returns two lines: the line of a place, shortened around it, and a caret below the place. A tab
   * is shown as a blank.
   */
  String excerpt(SourceLocation at) {
    int lineStart = 0;
    for (int line = 1; line < at.line(); line++) {
      lineStart = nextLine(lineStart);
    }
    String line = document.substring(lineStart, lineEnd(lineStart)).replace('\t', ' ');
    int column = Math.min(line.length(), line.offsetByCodePoints(0, column(line, at)));
    int from = Math.max(0, column - MAX_EXCERPT / 2);
    int to = Math.min(line.length(), from + MAX_EXCERPT);
    return line.substring(from, to) + "\n" + " ".repeat(column - from) + "^";
  }

  private static int column(String line, SourceLocation at) {
    return Math.min(line.codePointCount(0, line.length()), at.column() - 1);
  }

  private int lineEnd(int from) {
    int at = from;
    while (at < document.length() && document.charAt(at) != '\n' && document.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private int nextLine(int from) {
    int at = lineEnd(from);
    boolean both =
        at + 1 < document.length()
            && document.charAt(at) == '\r'
            && document.charAt(at + 1) == '\n';
    return Math.min(document.length(), at + (both ? 2 : 1));
  }
}

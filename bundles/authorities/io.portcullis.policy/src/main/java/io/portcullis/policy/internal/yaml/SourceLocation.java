// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

/**
 * A place in a document.
 *
 * @param line from 1
 * @param column from 1
 */
public record SourceLocation(int line, int column) {

  public static final SourceLocation START = new SourceLocation(1, 1);

  /** Returns the place of a character of a text. */
  static SourceLocation of(CharSequence text, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
        line++;
        lineStart = i + 1;
      }
    }
    return new SourceLocation(line, 1 + Character.codePointCount(text, lineStart, index));
  }
}

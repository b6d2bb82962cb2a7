// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Finds where the characters of a scalar's text are written. It reads the source from the start and
 * consumes the text with it: a line break and the blanks around it stand for one blank, for line
 * breaks, or for nothing, and an escape stands for one character.
 */
final class ScalarAlignment {

  private final String source;
  private final ScalarStyle style;
  private final String text;
  private int at;
  private int read;

  /**
   * Creates an alignment.
   *
   * @param source the scalar as it is written
   * @param text the scalar as it is read
   */
  ScalarAlignment(String source, ScalarStyle style, String text) {
    this.source = source;
    this.style = style;
    this.text = text;
  }

  /** Returns the index in the source of a character of the text; -1 if it is unknown. */
  int source(int offset) {
    skipProperties();
    skipOpening();
    while (read < offset && at < source.length()) {
      if (!step()) {
        return -1;
      }
    }
    if (read < text.length() && !whitespace(text.charAt(read))) {
      if (style == ScalarStyle.DOUBLE_QUOTED && at + 1 < source.length() && escapedBreak()) {
        at++;
      }
      if (blank(at)) {
        skipBreak();
      }
    }
    return Math.min(at, source.length());
  }

  /** Skips an anchor and a tag. */
  private void skipProperties() {
    while (at < source.length() && (source.charAt(at) == '&' || source.charAt(at) == '!')) {
      while (at < source.length() && !whitespace(source.charAt(at))) {
        at++;
      }
      skipBreak();
    }
  }

  private void skipOpening() {
    switch (style) {
      case SINGLE_QUOTED, DOUBLE_QUOTED -> at++;
      case LITERAL, FOLDED -> {
        while (at < source.length() && source.charAt(at) != '\n' && source.charAt(at) != '\r') {
          at++;
        }
        skipBreak();
      }
      default -> {}
    }
  }

  /** Consumes one character of the text; returns false if the source does not continue with it. */
  private boolean step() {
    char wanted = text.charAt(read);
    if (style == ScalarStyle.DOUBLE_QUOTED && source.charAt(at) == '\\') {
      escape();
    } else if (lineBreak(at)) {
      foldedBreak(wanted);
    } else if (source.charAt(at) == wanted) {
      boolean doubled = style == ScalarStyle.SINGLE_QUOTED && wanted == '\'';
      at += doubled ? 2 : 1;
      read++;
    } else {
      return false;
    }
    return true;
  }

  /** A break stands for as many blanks and breaks as the text has here. */
  private void foldedBreak(char wanted) {
    skipBreak();
    if (wanted == ' ' || wanted == '\n') {
      do {
        read++;
      } while (read < text.length() && text.charAt(read) == '\n');
      // A block scalar keeps the blanks that begin a line beyond its indentation.
      while (read < text.length() && text.charAt(read) == ' ' && at > 0 && blank(at - 1)) {
        read++;
      }
    }
  }

  private void escape() {
    char kind = at + 1 < source.length() ? source.charAt(at + 1) : '\\';
    if (kind == '\n' || kind == '\r') {
      at++;
      skipBreak();
      return;
    }
    int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    read += Character.charCount(text.codePointAt(read));
    at += 2 + digits;
  }

  private boolean escapedBreak() {
    return source.charAt(at) == '\\' && whitespace(source.charAt(at + 1));
  }

  /** Skips blanks and breaks. */
  private void skipBreak() {
    while (at < source.length() && whitespace(source.charAt(at))) {
      at++;
    }
  }

  /** Returns whether only blanks stand before a line break. */
  private boolean lineBreak(int from) {
    int i = from;
    while (i < source.length() && (source.charAt(i) == ' ' || source.charAt(i) == '\t')) {
      i++;
    }
    boolean breaks = i < source.length() && (source.charAt(i) == '\n' || source.charAt(i) == '\r');
    // A literal keeps the blanks before a break.
    return breaks && (i == from || style != ScalarStyle.LITERAL);
  }

  private boolean blank(int index) {
    return index < source.length() && whitespace(source.charAt(index));
  }

  private static boolean whitespace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}

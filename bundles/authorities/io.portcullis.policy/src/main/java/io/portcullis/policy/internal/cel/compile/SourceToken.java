// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

/**
 * A word, number, text or sign of an expression.
 *
 * @param start its position in the source
 * @param text its characters
 */
record SourceToken(Kind kind, int start, String text) {

  /** The kinds of tokens. */
  enum Kind {
    WORD,
    NUMBER,
    TEXT,
    /** A text whose quote is not closed. */
    OPEN_TEXT,
    SIGN,
    /** The end of the source. */
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /** Returns whether a value may end here. */
  boolean endsValue() {
    return switch (kind) {
      case WORD, NUMBER, TEXT -> true;
      case SIGN -> is(")") || is("]") || is("}");
      case OPEN_TEXT, END -> false;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

import io.portcullis.mcp.jsonrpc.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * A JSON parser (RFC 8259) that checks a text byte by byte, reports the bounds of members and
 * values, and holds only the nesting. It is as strict as {@link StrictJson}, except that it does
 * not detect duplicates and lone surrogates in values that its listener ignores. For one thread.
 */
final class IncrementalJsonParser {

  /** Receives the meaning of the bytes. */
  interface Listener {
    /** A byte of a name, a string or another scalar, with quotes and escapes unchanged. */
    void scalarByte(byte b) throws NotAResponseException;

    /** A name begins in an object at this depth; the outermost object has depth 1. */
    void nameBegins(int depth);

    /** The name has ended. */
    void nameEnds(int depth) throws NotAResponseException;

    /** A value begins in an object or array of this depth. */
    void valueBegins(int depth, byte first);

    /** The value has ended. */
    void valueEnds(int depth) throws NotAResponseException;

    /** Checks whether {@link #scalarByte} is needed now. */
    boolean listens();
  }

  private enum State {
    VALUE,
    VALUE_OR_END,
    NAME,
    NAME_OR_END,
    COLON,
    AFTER_VALUE,
    TEXT,
    ESCAPE,
    HEX,
    NUMBER,
    WORD,
    DONE
  }

  /** The last part of a number. */
  private enum Digits {
    MINUS,
    ZERO,
    WHOLE,
    POINT,
    FRACTION,
    E,
    E_SIGN,
    EXPONENT;

    @Nullable Digits next(byte b) {
      boolean digit = b >= '0' && b <= '9';
      return switch (this) {
        case MINUS -> b == '0' ? ZERO : digit ? WHOLE : null;
        case ZERO -> afterWhole(b);
        case WHOLE -> digit ? WHOLE : afterWhole(b);
        case POINT -> digit ? FRACTION : null;
        case FRACTION -> digit ? FRACTION : b == 'e' || b == 'E' ? E : null;
        case E -> digit ? EXPONENT : b == '+' || b == '-' ? E_SIGN : null;
        case E_SIGN, EXPONENT -> digit ? EXPONENT : null;
      };
    }

    private static @Nullable Digits afterWhole(byte b) {
      return b == '.' ? POINT : b == 'e' || b == 'E' ? E : null;
    }

    boolean mayEnd() {
      return switch (this) {
        case ZERO, WHOLE, FRACTION, EXPONENT -> true;
        case MINUS, POINT, E, E_SIGN -> false;
      };
    }
  }

  private final Listener listener;
  private final boolean lineBreaks;
  private final boolean[] inObject = new boolean[StrictJson.MAX_DEPTH + 1];
  private final Utf8Validator utf8 = new Utf8Validator();
  private State state = State.VALUE;
  private int depth;
  private boolean textIsName;
  private int hexLeft;
  private Digits number = Digits.MINUS;
  private int numberLength;
  private String word = "";
  private int wordAt;

  IncrementalJsonParser(Listener listener) {
    this(listener, false);
  }

  IncrementalJsonParser(Listener listener, boolean lineBreaks) {
    this.listener = listener;
    this.lineBreaks = lineBreaks;
  }

  /** Checks the next byte. */
  void accept(byte b) throws NotAResponseException {
    if (!utf8.accepts(b)) {
      throw new NotAResponseException("invalid UTF-8");
    }
    switch (state) {
      case TEXT -> text(b);
      case ESCAPE -> escape(b);
      case HEX -> hex(b);
      case NUMBER -> number(b);
      case WORD -> word(b);
      default -> between(b);
    }
  }

  boolean isDone() {
    return state == State.DONE;
  }

  private void between(byte b) throws NotAResponseException {
    if (b == ' ' || b == '\t' || (lineBreaks && (b == '\n' || b == '\r'))) {
      return;
    }
    switch (state) {
      case VALUE -> value(b);
      case VALUE_OR_END -> valueOrEnd(b);
      case NAME, NAME_OR_END -> name(b);
      case COLON -> colon(b);
      case AFTER_VALUE -> commaOrEnd(b);
      case DONE, TEXT, ESCAPE, HEX, NUMBER, WORD ->
          throw new NotAResponseException("more text follows");
    }
  }

  private void valueOrEnd(byte b) throws NotAResponseException {
    if (b == ']') {
      close(b);
    } else {
      value(b);
    }
  }

  private void name(byte b) throws NotAResponseException {
    if (b == '}' && state == State.NAME_OR_END) {
      close(b);
    } else {
      require(b == '"', "a name is missing");
      beginText(true);
    }
  }

  private void colon(byte b) throws NotAResponseException {
    require(b == ':', "a colon is missing");
    state = State.VALUE;
  }

  private void commaOrEnd(byte b) throws NotAResponseException {
    if (b == ',') {
      state = inObject[depth] ? State.NAME : State.VALUE;
    } else {
      close(b);
    }
  }

  private void value(byte b) throws NotAResponseException {
    require(depth > 0 || b == '{', "not an object");
    listener.valueBegins(depth, b);
    switch (b) {
      case '{', '[' -> beginNested(b == '{');
      case '"' -> beginText(false);
      case 't' -> beginWord("true");
      case 'f' -> beginWord("false");
      case 'n' -> beginWord("null");
      default -> beginNumber(b);
    }
  }

  private void beginNested(boolean object) throws NotAResponseException {
    require(depth < StrictJson.MAX_DEPTH, "nested too deeply");
    depth++;
    inObject[depth] = object;
    state = object ? State.NAME_OR_END : State.VALUE_OR_END;
  }

  private void beginNumber(byte b) throws NotAResponseException {
    require(b == '-' || (b >= '0' && b <= '9'), "no value");
    number = b == '-' ? Digits.MINUS : b == '0' ? Digits.ZERO : Digits.WHOLE;
    numberLength = 1;
    state = State.NUMBER;
    tell(b);
  }

  private void close(byte b) throws NotAResponseException {
    require(b == (inObject[depth] ? '}' : ']'), "an end is missing");
    depth--;
    valueEnded();
  }

  private void valueEnded() throws NotAResponseException {
    state = depth == 0 ? State.DONE : State.AFTER_VALUE;
    listener.valueEnds(depth);
  }

  private void beginText(boolean name) throws NotAResponseException {
    textIsName = name;
    state = State.TEXT;
    if (name) {
      listener.nameBegins(depth);
    }
    tell((byte) '"');
  }

  private void text(byte b) throws NotAResponseException {
    require(b < 0 || b >= ' ', "a control character");
    tell(b);
    if (b == '\\') {
      state = State.ESCAPE;
    } else if (b == '"' && textIsName) {
      state = State.COLON;
      listener.nameEnds(depth);
    } else if (b == '"') {
      valueEnded();
    }
  }

  private void escape(byte b) throws NotAResponseException {
    require("\"\\/bfnrtu".indexOf(b) >= 0, "an invalid escape");
    tell(b);
    hexLeft = 4;
    state = b == 'u' ? State.HEX : State.TEXT;
  }

  private void hex(byte b) throws NotAResponseException {
    require(Character.digit(b, 16) >= 0, "an invalid hex digit");
    tell(b);
    hexLeft--;
    state = hexLeft == 0 ? State.TEXT : State.HEX;
  }

  private void number(byte b) throws NotAResponseException {
    Digits next = number.next(b);
    if (next != null) {
      number = next;
      numberLength++;
      require(numberLength <= StrictJson.MAX_NUMBER_LENGTH, "a long number");
      tell(b);
    } else {
      require(number.mayEnd(), "an invalid number");
      valueEnded();
      between(b);
    }
  }

  private void beginWord(String expected) throws NotAResponseException {
    word = expected;
    wordAt = 1;
    state = State.WORD;
    tell((byte) expected.charAt(0));
  }

  private void word(byte b) throws NotAResponseException {
    require(b == word.charAt(wordAt), "no value");
    tell(b);
    wordAt++;
    if (wordAt == word.length()) {
      valueEnded();
    }
  }

  private void tell(byte b) throws NotAResponseException {
    if (listener.listens()) {
      listener.scalarByte(b);
    }
  }

  private static void require(boolean condition, String otherwise) throws NotAResponseException {
    if (!condition) {
      throw new NotAResponseException(otherwise);
    }
  }
}

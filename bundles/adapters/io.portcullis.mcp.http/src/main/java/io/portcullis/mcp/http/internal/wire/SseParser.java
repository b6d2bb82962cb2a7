// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A parser that splits a stream of server-sent events (WHATWG HTML, Server-sent events) into its
 * lines, and holds only names and short values. For one thread.
 */
public final class SseParser {
  /** The longest line other than data, in bytes. */
  static final int MAX_LINE = 64 << 10;

  /** Receives the lines. */
  public interface Listener {
    /** A line of data begins. */
    void dataBegins() throws ProtocolViolationException;

    /** A piece of a line of data. */
    void data(byte[] bytes, int from, int length) throws ProtocolViolationException;

    /** Any other field. */
    void field(String name, String value);

    /** A comment. */
    void comment(String text);

    /** The event is complete. */
    void dispatch() throws ProtocolViolationException;
  }

  private enum State {
    LINE,
    NAME,
    VALUE_BEGINS,
    VALUE,
    DATA,
    COMMENT
  }

  private final Listener listener;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private State state = State.LINE;
  private String name = "";
  private boolean afterReturn;
  private int seen;

  public SseParser(Listener listener) {
    this.listener = listener;
  }

  /**
   * Parses the next bytes of the stream.
   *
   * @throws ProtocolViolationException if a line is too long, or from the listener
   */
  public void feed(byte[] bytes) throws ProtocolViolationException {
    int dataFrom = -1;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (state == State.DATA && !isBreak(b)) {
        dataFrom = dataFrom < 0 ? i : dataFrom;
        continue;
      }
      if (dataFrom >= 0) {
        listener.data(bytes, dataFrom, i - dataFrom);
        dataFrom = -1;
      }
      accept(b);
    }
    if (dataFrom >= 0) {
      listener.data(bytes, dataFrom, bytes.length - dataFrom);
    }
  }

  private static boolean isBreak(byte b) {
    return b == '\n' || b == '\r';
  }

  private void accept(byte b) throws ProtocolViolationException {
    if (isBreak(b)) {
      if (b == '\r' || !afterReturn) {
        lineEnds();
      }
      afterReturn = b == '\r';
    } else {
      afterReturn = false;
      if (!byteOrderMark(b)) {
        inLine(b);
      }
    }
  }

  /** Skips a byte order mark at the very beginning. */
  private boolean byteOrderMark(byte b) {
    if (seen > 2) {
      return false;
    }
    boolean mark = b == (byte) (seen == 0 ? 0xEF : seen == 1 ? 0xBB : 0xBF);
    seen = mark ? seen + 1 : 3;
    return mark;
  }

  private void inLine(byte b) throws ProtocolViolationException {
    switch (state) {
      case LINE -> lineBegins(b);
      case NAME -> {
        if (b == ':') {
          name = take();
          state = State.VALUE_BEGINS;
        } else {
          keep(b);
        }
      }
      case VALUE_BEGINS -> valueBegins(b);
      case VALUE, COMMENT -> keep(b);
      case DATA -> {}
    }
  }

  private void lineBegins(byte b) throws ProtocolViolationException {
    state = b == ':' ? State.COMMENT : State.NAME;
    if (b != ':') {
      keep(b);
    }
  }

  private void valueBegins(byte b) throws ProtocolViolationException {
    boolean data = name.equals("data");
    state = data ? State.DATA : State.VALUE;
    if (data) {
      listener.dataBegins();
    }
    if (data && b != ' ') {
      listener.data(new byte[] {b}, 0, 1);
    } else if (b != ' ') {
      keep(b);
    }
  }

  private void lineEnds() throws ProtocolViolationException {
    switch (state) {
      case LINE -> listener.dispatch();
      case NAME -> field(take(), "");
      case VALUE_BEGINS -> field(name, "");
      case VALUE -> field(name, take());
      case COMMENT -> listener.comment(take());
      case DATA -> {}
    }
    state = State.LINE;
  }

  private void field(String field, String value) throws ProtocolViolationException {
    if (field.equals("data")) {
      listener.dataBegins();
    } else {
      listener.field(field, value);
    }
  }

  private void keep(byte b) throws ProtocolViolationException {
    if (text.size() == MAX_LINE) {
      throw new ProtocolViolationException("a long line in a stream of events");
    }
    text.write(b);
  }

  private String take() {
    String taken = text.toString(StandardCharsets.UTF_8);
    text.reset();
    return taken;
  }
}

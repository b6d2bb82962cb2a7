// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a request: a type (one byte), a length (four bytes) and a text in UTF-8.
 *
 * @param type the type of the answer
 * @param text a token, a line for people, or nothing
 */
record AttachReply(Type type, String text) {
  private static final int HEAD = 1 + Integer.BYTES;

  /** The type of an answer, and its byte on the wire. */
  enum Type {
    /** The request is accepted; the text is the token of a session, or the line of a status. */
    ACCEPTED('k'),
    /** The request is refused; the text says why, for people. */
    REFUSED('r'),
    /** The engine has another version and still serves its own sessions. */
    OTHER_VERSION('v'),
    /** The engine is ending; another one must be started. */
    ENDING('e');

    private final char letter;

    Type(char letter) {
      this.letter = letter;
    }
  }

  static AttachReply accepted(String text) {
    return new AttachReply(Type.ACCEPTED, text);
  }

  static AttachReply refused(String why) {
    return new AttachReply(Type.REFUSED, why);
  }

  void write(SocketChannel channel) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(HEAD + bytes.length);
    frame.put((byte) type.letter).putInt(bytes.length).put(bytes).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }
}

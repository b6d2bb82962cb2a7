// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a request: four bytes length, then the words in UTF-8, each closed by a zero byte. */
final class Request {
  private Request() {}

  /**
   * Reads one request, however it is split.
   *
   * @throws RefusedException if it is too long or malformed
   * @throws EOFException if the client left before its end
   */
  static List<String> read(ReadableByteChannel channel) throws IOException, RefusedException {
    int length = fill(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 0 || length > Limits.MAX_REQUEST_BYTES) {
      throw new RefusedException(
          Exit.USAGE,
          "the request of %s bytes is longer than %d bytes"
              .formatted(Integer.toUnsignedString(length), Limits.MAX_REQUEST_BYTES));
    }
    return words(fill(channel, ByteBuffer.allocate(length)));
  }

  private static ByteBuffer fill(ReadableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the client left before the end of its request");
      }
    }
    return buffer.flip();
  }

  private static List<String> words(ByteBuffer bytes) throws RefusedException {
    int length = bytes.remaining();
    if (length == 0) {
      throw new RefusedException(Exit.USAGE, "the request names no command");
    }
    if (bytes.get(length - 1) != 0) {
      throw new RefusedException(Exit.USAGE, "the request does not end with a zero byte");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    } catch (CharacterCodingException e) {
      throw new RefusedException(Exit.USAGE, "the request is not UTF-8");
    }
  }
}

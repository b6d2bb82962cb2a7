// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a request: four bytes length, then the words in UTF-8, each closed by a zero byte. */
public final class CommandRequest {
  private CommandRequest() {}

  /**
   * Reads one request; it may arrive in any number of pieces.
   *
   * @throws RequestRefusedException if it is too long or malformed
   * @throws EOFException if the client left before its end
   */
  public static List<String> read(ReadableByteChannel channel)
      throws IOException, RequestRefusedException {
    int length = fill(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 0 || length > ClientLimits.MAX_REQUEST_BYTES) {
      throw new RequestRefusedException(
          SocketExitCode.USAGE,
          "the request of %s bytes is longer than %d bytes"
              .formatted(Integer.toUnsignedString(length), ClientLimits.MAX_REQUEST_BYTES));
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

  private static List<String> words(ByteBuffer bytes) throws RequestRefusedException {
    int length = bytes.remaining();
    if (length == 0) {
      throw new RequestRefusedException(SocketExitCode.USAGE, "the request names no command");
    }
    if (bytes.get(length - 1) != 0) {
      throw new RequestRefusedException(
          SocketExitCode.USAGE, "the request does not end with a zero byte");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    } catch (CharacterCodingException e) {
      throw new RequestRefusedException(SocketExitCode.USAGE, "the request is not UTF-8");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The first bytes of a connection: a length of four bytes, most significant first, and words in
 * UTF-8, each closed by a zero byte. The words are the name of the protocol, the role of the
 * connection, the version of the other end and the words of the role.
 *
 * @param role the purpose of the connection
 * @param version the version of the process at the other end
 * @param words the words of the role
 */
record AttachRequest(Role role, String version, List<String> words) {
  /** Changes with the meaning of a request. */
  static final String PROTOCOL = "portcullis-session/1";

  static final int MAX_BYTES = 256 << 10;

  private static final int HEAD = 3;

  /** The purpose of a connection. */
  enum Role {
    /** The messages of a client. Words: the policy, then the words after {@code mcp}. */
    CLIENT,
    /** The messages of its server. Word: the token that the client's connection got. */
    SERVER,
    /** A question for a line that says whether calls can be decided. No words. */
    STATUS,
    /** The order to end the engine. No words. */
    STOP
  }

  /** Thrown when a request cannot be understood. */
  static final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(String message) {
      super(message);
    }
  }

  /** Reads a request, and no byte after it. */
  static AttachRequest read(SocketChannel channel) throws IOException, InvalidRequestException {
    int length = fully(channel, Integer.BYTES).getInt();
    if (length < 1 || length > MAX_BYTES) {
      throw new InvalidRequestException("a request has 1 to " + MAX_BYTES + " bytes");
    }
    List<String> words = words(fully(channel, length));
    if (words.size() < HEAD || !words.get(0).equals(PROTOCOL)) {
      throw new InvalidRequestException("the protocol is not " + PROTOCOL);
    }
    return new AttachRequest(
        role(words.get(1)), words.get(2), List.copyOf(words.subList(HEAD, words.size())));
  }

  private static Role role(String word) throws InvalidRequestException {
    for (Role role : Role.values()) {
      if (role.name().equals(word)) {
        return role;
      }
    }
    throw new InvalidRequestException("an unknown role");
  }

  private static ByteBuffer fully(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the connection ended within its request");
      }
    }
    return bytes.flip();
  }

  private static List<String> words(ByteBuffer bytes) throws InvalidRequestException {
    if (bytes.get(bytes.limit() - 1) != 0) {
      throw new InvalidRequestException("the last word has no end");
    }
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      if (bytes.get(i) == 0) {
        words.add(text(bytes.slice(from, i - from)));
        from = i + 1;
      }
    }
    return words;
  }

  private static String text(ByteBuffer bytes) throws InvalidRequestException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRequestException("a word is not UTF-8");
    }
  }
}

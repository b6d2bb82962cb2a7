// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection to an engine of the same user. The request is a length of four bytes, and words that
 * a zero byte closes; the answer is a letter, a length of four bytes and a text.
 */
final class EngineConnection {
  private static final String PROTOCOL = "portcullis-session/1";
  private static final int MAX_TEXT = 64 << 10;

  /**
   * The answer to a request.
   *
   * @param type k for accepted, r for refused, v for another version, e for an engine that ends
   * @param text a token, or a line for people
   */
  record Reply(char type, String text) {
    boolean isAccepted() {
      return type == 'k';
    }
  }

  private EngineConnection() {}

  /**
   * Connects to an engine.
   *
   * @throws IOException if no engine answers
   * @throws NoEngineException if a process of another user answers; nothing is sent to it
   */
  static SocketChannel open(Path socket) throws IOException, NoEngineException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean own = false;
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      own = isOwn(channel, socket);
    } finally {
      if (!own) {
        channel.close();
      }
    }
    if (!own) {
      throw new NoEngineException("the socket " + socket + " belongs to another user");
    }
    return channel;
  }

  private static boolean isOwn(SocketChannel channel, Path socket) throws IOException {
    UserPrincipal self = self(socket);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(self);
    }
    return Files.getOwner(socket).equals(self);
  }

  /** Java cannot name the user of this process; its own files do. */
  private static UserPrincipal self(Path socket) throws IOException {
    Path process = Path.of("/proc/self/fd");
    return Files.isDirectory(process)
        ? Files.getOwner(process)
        : socket
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name", ""));
  }

  /** Sends a request and returns the answer; what follows it is not read. */
  static Reply request(SocketChannel channel, String role, String version, List<String> words)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    word(text, PROTOCOL);
    word(text, role);
    word(text, version);
    for (String word : words) {
      word(text, word);
    }
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + text.size());
    frame.putInt(text.size()).put(text.toByteArray()).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    ByteBuffer head = fully(channel, 1 + Integer.BYTES);
    char type = (char) head.get();
    int length = head.getInt();
    if (length < 0 || length > MAX_TEXT) {
      throw new IOException("the answer of the engine is too long");
    }
    return new Reply(type, new String(fully(channel, length).array(), StandardCharsets.UTF_8));
  }

  private static void word(ByteArrayOutputStream text, String word) {
    text.writeBytes(word.getBytes(StandardCharsets.UTF_8));
    text.write(0);
  }

  private static ByteBuffer fully(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the engine ended");
      }
    }
    return bytes.flip();
  }
}

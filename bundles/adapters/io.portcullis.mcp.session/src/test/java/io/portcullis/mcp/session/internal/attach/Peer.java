// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The other end of a connection, as the process of a session uses it. */
final class Peer implements AutoCloseable {
  private final SocketChannel channel;

  private Peer(SocketChannel channel) {
    this.channel = channel;
  }

  static Peer connect(Path path) throws IOException {
    return new Peer(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /** Connects and sends a request with these words after the name of the protocol. */
  static Peer request(Path path, String... words) throws IOException {
    Peer peer = connect(path);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(utf8(AttachRequest.PROTOCOL + '\0'));
    for (String word : List.of(words)) {
      request.writeBytes(utf8(word + '\0'));
    }
    peer.sendFrame(request.toByteArray());
    return peer;
  }

  void sendFrame(byte[] bytes) throws IOException {
    send(ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).flip());
  }

  void say(String message) throws IOException {
    send(ByteBuffer.wrap(utf8(message)));
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The answer, its letter first. */
  String reply() throws IOException {
    ByteBuffer head = fully(1 + Integer.BYTES);
    char letter = (char) head.get();
    return letter + StandardCharsets.UTF_8.decode(fully(head.getInt())).toString();
  }

  private ByteBuffer fully(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new IOException("the connection ended");
      }
    }
    return bytes.flip();
  }

  /** The next line; what came before the end if there is none. */
  String hear() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one.clear()) == 1 && one.get(0) != '\n') {
      line.write(one.get(0));
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client as the protocol page describes it. */
public final class ControlTestClient implements Closeable {

  /** What came back: the two streams put together, the exit code, and the sizes of the frames. */
  public record Answer(String out, String err, int exit, List<Integer> frames) {}

  private final SocketChannel channel;

  private ControlTestClient(SocketChannel channel) {
    this.channel = channel;
  }

  static ControlTestClient connect(Path socket) throws IOException {
    return new ControlTestClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  public static Answer call(Path socket, String... words) throws IOException {
    try (ControlTestClient client = connect(socket)) {
      client.send(words);
      return client.answer();
    }
  }

  public static byte[] request(String... words) {
    byte[] body = (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  void send(String... words) throws IOException {
    sendRaw(request(words));
  }

  void sendRaw(byte... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  Answer answer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<Integer> frames = new ArrayList<>();
    while (true) {
      byte type = read(1).get();
      int length = read(4).getInt();
      byte[] payload = read(length).array();
      frames.add(length);
      switch (type) {
        case 'o' -> out.writeBytes(payload);
        case 'e' -> err.writeBytes(payload);
        default -> {
          int exit = Integer.parseInt(new String(payload, StandardCharsets.US_ASCII));
          return new Answer(
              out.toString(StandardCharsets.UTF_8),
              err.toString(StandardCharsets.UTF_8),
              exit,
              frames);
        }
      }
    }
  }

  /** Reads one byte; -1 when the server has closed the connection. */
  int readOne() throws IOException {
    return channel.read(ByteBuffer.allocate(1));
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the server left before the exit code");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

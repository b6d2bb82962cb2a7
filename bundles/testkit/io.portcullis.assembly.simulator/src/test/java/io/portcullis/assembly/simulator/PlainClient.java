// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ClientHandshake;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A minimal blocking client, which sends one query after the other. */
final class PlainClient implements Closeable {
  static final AgentKey KEY = AgentKey.of("agent-1");

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(4_096).flip();
  private final FrameReader<RuntimeMessage> answers =
      FrameReader.ofAnswers(WireLimits.MAX_PAYLOAD_BYTES);

  private PlainClient(SocketChannel channel) {
    this.channel = channel;
  }

  static PlainClient connect(Path socket) throws IOException {
    return new PlainClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  static PlainClient proven(Path socket) throws IOException, WireException {
    PlainClient client = connect(socket);
    client.prove(KEY);
    return client;
  }

  void prove(AgentKey key) throws IOException, WireException {
    ClientHandshake handshake = new ClientHandshake(key, "test");
    ByteBuffer proof = handshake.read(buffer);
    while (proof == null) {
      fill();
      proof = handshake.read(buffer);
    }
    write(proof);
  }

  static PolicyQuery query(String tool, String arguments) throws WireException {
    return PolicyQuery.toolCall("agent-1", tool, ImmutableBytes.ofText(arguments));
  }

  PolicyResponse ask(String tool, String arguments) throws IOException, WireException {
    send(query(tool, arguments));
    return (PolicyResponse) next();
  }

  void send(ClientMessage message) throws IOException, WireException {
    write(FrameEncoder.toRuntime(message));
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Returns the next message; throws an IOException at the end of the stream. */
  RuntimeMessage next() throws IOException, WireException {
    RuntimeMessage message = answers.read(buffer);
    while (message == null) {
      fill();
      message = answers.read(buffer);
    }
    return message;
  }

  private void fill() throws IOException, WireException {
    if (read() == null) {
      answers.end();
      throw new IOException("the runtime closed");
    }
  }

  /** Returns the next bytes, at least one; null at the end. */
  @Nullable ByteBuffer read() throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    return count < 0 ? null : buffer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

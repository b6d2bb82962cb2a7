// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ClientHandshake;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.values.Decision;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A blocking client of the socket, which can also do what no SDK does. */
final class Sdk implements AutoCloseable {
  final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(64 << 10).flip();
  private final FrameReader<RuntimeMessage> reader = FrameReader.ofAnswers(8 << 20);

  Sdk(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  static Sdk proven(Path socket, String agent) throws IOException, WireException {
    Sdk sdk = new Sdk(socket);
    sdk.prove(agent);
    return sdk;
  }

  Sdk prove(String agent) throws IOException, WireException {
    ClientHandshake handshake = new ClientHandshake(AgentKey.of(agent), "1.0");
    ByteBuffer proof = handshake.read(in);
    while (proof == null) {
      fill();
      proof = handshake.read(in);
    }
    return raw(proof);
  }

  Sdk raw(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int unused = channel.write(bytes);
    }
    return this;
  }

  Sdk say(ClientMessage message) throws IOException, WireException {
    return raw(FrameEncoder.toRuntime(message));
  }

  static PolicyQuery query(String tool) {
    return PolicyQuery.toolCall(
        "agent", tool, ImmutableBytes.copyOf("{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends a query and waits for the answer. */
  Decision ask(String tool) throws IOException, WireException {
    return say(query(tool)).answer().decision();
  }

  PolicyResponse answer() throws IOException, WireException {
    return (PolicyResponse) next();
  }

  RuntimeMessage next() throws IOException, WireException {
    RuntimeMessage message = reader.read(in);
    while (message == null) {
      fill();
      message = reader.read(in);
    }
    return message;
  }

  private void fill() throws IOException {
    in.clear();
    int read = channel.read(in);
    in.flip();
    if (read < 0) {
      throw new EOFException();
    }
  }

  /** Returns whether the stream ends; drops everything before its end. */
  boolean ends() {
    try {
      while (true) {
        fill();
        in.position(in.limit());
      }
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

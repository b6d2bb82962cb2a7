// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ClientHandshake;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.Registry;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The adapter, made by a configuration, and an SDK that asks it and runs what it allows. */
final class AdapterInstance implements AutoCloseable {
  static final String PID = "io.portcullis.adapter.assembly";
  static final String AGENT = "agent-1";

  private final Configurations configurations = new Configurations(Registry.ofTests());
  private final Path folder = Files.createTempDirectory("aa");
  private final Path socket = folder.resolve("s.sock");

  AdapterInstance() throws IOException {
    configure(Map.of());
  }

  /** Configures it anew, with these keys besides those that it needs. */
  void configure(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("agentId", AGENT);
    properties.put("socketPath", socket.toString());
    properties.putAll(more);
    configurations.setFactory(PID, AGENT, properties);
  }

  void deleteConfiguration() {
    configurations.deleteFactory(PID, AGENT);
  }

  Path socket() {
    return socket;
  }

  /** Asks about a call on a connection of its own. */
  PolicyResponse ask(String tool, String arguments) throws IOException, WireException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer in = ByteBuffer.allocate(64 << 10).flip();
      ClientHandshake handshake = new ClientHandshake(AgentKey.of(AGENT), "1.0");
      ByteBuffer proof = handshake.read(in);
      while (proof == null) {
        fill(channel, in);
        proof = handshake.read(in);
      }
      write(channel, proof);
      write(
          channel,
          FrameEncoder.toRuntime(
              PolicyQuery.toolCall(AGENT, tool, ImmutableBytes.ofText(arguments))));
      FrameReader<RuntimeMessage> reader = FrameReader.ofAnswers(8 << 20);
      RuntimeMessage answer = reader.read(in);
      while (answer == null) {
        fill(channel, in);
        answer = reader.read(in);
      }
      return (PolicyResponse) answer;
    }
  }

  /** Asks, and runs the tool if that is allowed. */
  void call(String tool, String arguments, Runnable run) throws IOException, WireException {
    if (ask(tool, arguments).decision() == Decision.ALLOW) {
      run.run();
    }
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int unused = channel.write(bytes);
    }
  }

  private static void fill(SocketChannel channel, ByteBuffer in) throws IOException {
    in.clear();
    int read = channel.read(in);
    in.flip();
    if (read < 0) {
      throw new EOFException("the adapter closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    deleteConfiguration();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }
}

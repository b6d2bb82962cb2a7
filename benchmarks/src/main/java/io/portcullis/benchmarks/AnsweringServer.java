// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.api.ToolCall;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ServerHandshake;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Answers each frame with an allow, and looks at nothing but where frames end: on one socket after
 * the handshake, on the other without one.
 */
final class AnsweringServer implements Closeable {
  private static final byte[] ALLOW = {1, 2, 8, 1};

  /** How many bytes an answer has. */
  static final int ANSWER_BYTES = ALLOW.length;

  private static final int BUFFER_BYTES = 64 << 10;

  private final Path socket;
  private final AgentKey key;
  private final ServerSocketChannel greeting;
  private final ServerSocketChannel plain;

  AnsweringServer(Path socket, String agentId) throws IOException {
    this.socket = socket;
    key = AgentKey.of(agentId);
    greeting = listen(socket, true);
    plain = listen(plainSocket(), false);
  }

  Path plainSocket() {
    return socket.resolveSibling("p");
  }

  /** The frame of a query as the transport sends it. */
  static ByteBuffer question(ToolCall call, String agentId) throws WireException {
    ByteBuffer frame =
        FrameEncoder.toRuntime(
            PolicyQuery.toolCall(agentId, call.tool(), ImmutableBytes.ofText(call.arguments())));
    ByteBuffer direct = ByteBuffer.allocateDirect(frame.remaining());
    return direct.put(frame).flip();
  }

  private ServerSocketChannel listen(Path path, boolean greets) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread thread = new Thread(() -> serve(server, greets), "answering-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private void serve(ServerSocketChannel server, boolean greets) {
    try (SocketChannel channel = server.accept()) {
      ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
      if (greets) {
        greet(channel, in);
      }
      answer(channel, in);
    } catch (ClosedChannelException e) {
      // the end of the benchmark
    } catch (IOException | WireException e) {
      throw new IllegalStateException(e);
    }
  }

  private void greet(SocketChannel channel, ByteBuffer in) throws IOException, WireException {
    ServerHandshake handshake = new ServerHandshake(key, new SecureRandom());
    channel.write(handshake.challenge());
    while (handshake.read(in) == null) {
      in.clear();
      channel.read(in);
      in.flip();
    }
  }

  private static void answer(SocketChannel channel, ByteBuffer in) throws IOException {
    ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    while (true) {
      int end = frameEnd(in);
      while (end > 0) {
        in.position(end);
        out.put(ALLOW);
        end = frameEnd(in);
      }
      out.flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
      out.clear();
      in.compact();
      if (channel.read(in) < 0) {
        return;
      }
      in.flip();
    }
  }

  /** Where the next frame ends; -1 if it is not complete. Frames here have less than 16 KiB. */
  private static int frameEnd(ByteBuffer in) {
    int at = in.position();
    if (in.remaining() < 2) {
      return -1;
    }
    int low = in.get(at + 1);
    int length = low;
    int head = 2;
    if (low < 0) {
      if (in.remaining() < 3) {
        return -1;
      }
      length = (low & 0x7F) | (in.get(at + 2) << 7);
      head = 3;
    }
    return in.remaining() < head + length ? -1 : at + head + length;
  }

  @Override
  public void close() throws IOException {
    greeting.close();
    plain.close();
    Files.deleteIfExists(socket);
    Files.deleteIfExists(plainSocket());
  }
}

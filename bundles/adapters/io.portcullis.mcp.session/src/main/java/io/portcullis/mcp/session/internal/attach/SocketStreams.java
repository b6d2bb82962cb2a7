// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import io.portcullis.mcp.stdio.StreamGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection as one side of a gateway. The streams of {@link java.nio.channels.Channels} share a
 * lock on Java 17, so a blocked read would block all writes.
 */
final class SocketStreams {
  private static final Logger LOG = LoggerFactory.getLogger(SocketStreams.class);

  private SocketStreams() {}

  static StreamGateway.Side side(SocketChannel channel) {
    return new StreamGateway.Side(new Input(channel), new Output(channel), () -> close(channel));
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("Cannot close a connection", e);
    }
  }

  private static final class Input extends InputStream {
    private final SocketChannel channel;

    Input(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, from, length));
    }
  }

  /** Closing it ends the output only: the other end may still have something to say. */
  private static final class Output extends OutputStream {
    /** The channel copies what it writes, and keeps the room for the copy. */
    private static final int MAX_PIECE = 64 << 10;

    private final SocketChannel channel;

    Output(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      ByteBuffer all = ByteBuffer.wrap(bytes, from, length);
      while (all.hasRemaining()) {
        int written =
            channel.write(all.slice(all.position(), Math.min(MAX_PIECE, all.remaining())));
        all.position(all.position() + written);
      }
    }

    @Override
    public void close() throws IOException {
      channel.shutdownOutput();
    }
  }
}

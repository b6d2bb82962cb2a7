// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.transport.assembly.internal.query.PendingQuery;
import io.portcullis.transport.assembly.internal.query.WriteQueue;
import io.portcullis.transport.assembly.internal.thread.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking socket with its read buffer and its queue of frames to be written. Guarded by the
 * lock of its link.
 */
final class LinkSocket {
  /** The size of the read buffer. */
  static final int BUFFER_BYTES = 16 << 10;

  private final SocketChannel channel;
  private final SelectorLoop loop;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final WriteQueue unwritten = new WriteQueue();
  private @Nullable SelectionKey key;

  LinkSocket(SocketChannel channel, SelectorLoop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  /**
   * Registers the socket with the selector.
   *
   * @throws IOException if the socket or the loop is closed
   */
  void register(SelectorLoop.Handler handler) throws IOException {
    key = loop.register(channel, handler);
  }

  /**
   * Reads once into the buffer.
   *
   * @return the number of bytes; negative at the end of the stream
   */
  int read() throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    return count;
  }

  /** The bytes of the last read. */
  ByteBuffer received() {
    return buffer;
  }

  /** Queues a frame. The caller limits the bytes. */
  void enqueue(ByteBuffer frame, @Nullable PendingQuery query) {
    unwritten.add(frame, query);
  }

  /** The number of bytes that are queued. */
  long unwrittenBytes() {
    return unwritten.bytes();
  }

  /**
   * Writes as much as the socket accepts; the selector waits for the rest.
   *
   * @throws IOException if the socket fails
   */
  void flush() throws IOException {
    boolean all = unwritten.flush(channel);
    if (key != null) {
      loop.wantWrite(key, !all);
    }
  }

  /** Drops the queued frames and closes the socket. */
  void close() {
    unwritten.clear();
    loop.close(channel);
  }
}

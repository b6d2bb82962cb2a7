// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.query;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue of frames to be written to the socket. One write takes as many frames as fit. Not
 * thread-safe.
 */
public final class WriteQueue {
  /** A limit, because the JDK keeps a buffer of the largest write for each thread that writes. */
  private static final int MAX_WRITE_BYTES = 64 << 10;

  private record Item(ByteBuffer frame, @Nullable PendingQuery query) {}

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private final ByteBuffer together = ByteBuffer.allocate(MAX_WRITE_BYTES);
  private long bytes;

  /** The number of bytes to be written. */
  public long bytes() {
    return bytes;
  }

  /** Adds a frame, and its query if it is one. The caller limits the bytes. */
  public void add(ByteBuffer frame, @Nullable PendingQuery query) {
    items.add(new Item(frame, query));
    bytes += frame.remaining();
  }

  /**
   * Writes as much as the channel accepts, small frames together.
   *
   * @return whether the queue is empty now
   */
  public boolean flush(WritableByteChannel channel) throws IOException {
    while (!items.isEmpty()) {
      ByteBuffer next = next();
      int count = channel.write(next);
      removeWritten(count);
      if (next.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of the next write: one frame or a part of it, or as many frames as fit. */
  private ByteBuffer next() {
    ByteBuffer first = items.element().frame;
    if (items.size() == 1 || first.remaining() >= MAX_WRITE_BYTES) {
      int length = Math.min(first.remaining(), MAX_WRITE_BYTES);
      return first.slice(first.position(), length);
    }
    together.clear();
    for (Item item : items) {
      if (item.frame.remaining() > together.remaining()) {
        break;
      }
      together.put(item.frame.duplicate());
    }
    return together.flip();
  }

  private void removeWritten(int count) {
    bytes -= count;
    int left = count;
    while (left > 0) {
      Item item = items.element();
      int part = Math.min(left, item.frame.remaining());
      item.frame.position(item.frame.position() + part);
      left -= part;
      if (!item.frame.hasRemaining()) {
        items.remove();
        if (item.query != null) {
          item.query.sent();
        }
      }
    }
  }

  /** Drops all frames. */
  public void clear() {
    items.clear();
    bytes = 0;
  }
}

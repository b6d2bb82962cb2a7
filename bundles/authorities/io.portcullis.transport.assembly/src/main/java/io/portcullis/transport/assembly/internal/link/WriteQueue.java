// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to the socket. One write takes as many frames as fit. Not for use by several
 * threads at once.
 */
final class WriteQueue {
  /** The platform keeps a buffer as large as the largest write for each thread that writes. */
  private static final int MOST_PER_WRITE = 64 << 10;

  private record Item(ByteBuffer frame, @Nullable PendingQuery turn) {}

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private final ByteBuffer together = ByteBuffer.allocate(MOST_PER_WRITE);
  private long bytes;

  /** How many bytes wait. */
  long bytes() {
    return bytes;
  }

  /** Adds a frame. The caller bounds the bytes. */
  void add(ByteBuffer frame, @Nullable PendingQuery turn) {
    items.add(new Item(frame, turn));
    bytes += frame.remaining();
  }

  /**
   * Writes as much as the channel takes, small frames together.
   *
   * @return whether that was all
   */
  boolean flush(WritableByteChannel channel) throws IOException {
    while (!items.isEmpty()) {
      ByteBuffer next = next();
      int count = channel.write(next);
      wrote(count);
      if (next.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of the next write: of one frame, or of as many frames as fit. */
  private ByteBuffer next() {
    ByteBuffer first = items.element().frame;
    if (items.size() == 1 || first.remaining() >= MOST_PER_WRITE) {
      int length = Math.min(first.remaining(), MOST_PER_WRITE);
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

  private void wrote(int count) {
    bytes -= count;
    int left = count;
    while (left > 0) {
      Item item = items.element();
      int part = Math.min(left, item.frame.remaining());
      item.frame.position(item.frame.position() + part);
      left -= part;
      if (!item.frame.hasRemaining()) {
        items.remove();
        if (item.turn != null) {
          item.turn.sent();
        }
      }
    }
  }

  /** Forgets everything. */
  void clear() {
    items.clear();
    bytes = 0;
  }
}

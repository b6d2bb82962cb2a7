// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Frames on their way to the socket, as many as fit. Not for use by several threads at once. */
final class Outbound {
  /** The platform keeps a buffer as large as the largest write for each thread that writes. */
  private static final int MOST_PER_WRITE = 64 << 10;

  private record Item(ByteBuffer frame, @Nullable Turn turn) {}

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private long bytes;

  /** How many bytes wait. */
  long bytes() {
    return bytes;
  }

  /** Adds a frame. The caller bounds the bytes. */
  void add(ByteBuffer frame, @Nullable Turn turn) {
    items.add(new Item(frame, turn));
    bytes += frame.remaining();
  }

  /**
   * Writes as much as the channel takes.
   *
   * @return whether that was all
   */
  boolean flush(WritableByteChannel channel) throws IOException {
    for (Item item = items.peek(); item != null; item = items.peek()) {
      ByteBuffer frame = item.frame;
      while (frame.hasRemaining()) {
        int end = frame.limit();
        frame.limit(Math.min(end, frame.position() + MOST_PER_WRITE));
        int count;
        try {
          count = channel.write(frame);
        } finally {
          frame.limit(end);
        }
        bytes -= count;
        if (count == 0) {
          return false;
        }
      }
      items.remove();
      if (item.turn != null) {
        item.turn.sent();
      }
    }
    return true;
  }

  /** Forgets everything. */
  void clear() {
    items.clear();
    bytes = 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records in a ring. A position counts all bytes ever written and never comes again, so that what
 * an earlier lap left behind is known as such by the position it carries. Each record takes 4 bytes
 * length, 4 bytes position stamp, 8 bytes keyed tag and its body, and starts at a multiple of 16.
 *
 * <p>One thread writes at a time; what it has written may be read by another that was told of it.
 * Memory of a file that somebody has truncated throws {@link InternalError} on any access.
 */
public final class Ring {
  public static final int RECORD_HEADER = 16;

  /** Makes stamps that no text contains: no byte of UTF-8 has all bits set. */
  private static final int STAMP = 0xFF00_0000;

  private final ByteBuffer memory;
  private final int capacity;
  private final SpoolChecksums tags;

  /** A ring in this memory, whose size is a multiple of 16. */
  Ring(ByteBuffer memory, SpoolChecksums tags) {
    this.tags = tags;
    this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    capacity = memory.capacity();
  }

  public int capacity() {
    return capacity;
  }

  /** The room that a body of this length takes. */
  public static int room(int length) {
    return (RECORD_HEADER + length + 15) & ~15;
  }

  private int index(long position) {
    return (int) (position % capacity);
  }

  /**
   * Writes a record. The length comes last: without it a record does not count, and a kill between
   * any two of these steps leaves none.
   */
  void put(long position, byte[] body, int length, SpoolChecksums.BodyHash hash) {
    int at = index(position);
    memory.putInt(at, 0); // what an earlier lap left here must not become the length of this one
    VarHandle.releaseFence();
    memory.putInt(at + 4, stamp(position));
    int first = Math.min(length, capacity - at - RECORD_HEADER);
    memory.put(at + RECORD_HEADER, body, 0, first);
    memory.put(0, body, first, length - first);
    memory.putLong(at + 8, hash.at(position));
    VarHandle.releaseFence();
    memory.putInt(at, length);
    if (memory.getInt(at) != length || !begun(position)) {
      // The virtual machine's own error comes later, when it is too late to catch it here.
      throw new InternalError("the memory does not keep what is written");
    }
  }

  /** Tells this lap from the few before it; which position a body has, the tag vouches for. */
  private static int stamp(long position) {
    return STAMP | ((int) (position >>> 4) & ~STAMP);
  }

  SpoolChecksums.BodyHash newHash() {
    return new SpoolChecksums.BodyHash(tags);
  }

  /** The length of a record that is known to be whole. */
  int length(long position) {
    return memory.getInt(index(position));
  }

  /** Reads the body of a record; whether it is as it was written. */
  boolean read(long position, byte[] target, int offset, int length, SpoolChecksums.BodyHash hash) {
    copy(position, target, offset, length);
    hash.of(target, offset, length);
    return begun(position) && memory.getLong(index(position) + 8) == hash.at(position);
  }

  private void copy(long position, byte[] target, int offset, int length) {
    int at = index(position);
    int first = Math.min(length, capacity - at - RECORD_HEADER);
    memory.get(at + RECORD_HEADER, target, offset, first);
    memory.get(0, target, offset + first, length - first);
  }

  /** Whether a record was begun here, whole or not. */
  boolean begun(long position) {
    return memory.getInt(index(position) + 4) == stamp(position);
  }

  /** Whether a record is here, and whole. */
  boolean whole(long position) {
    int length = length(position);
    if (!begun(position) || length < 1 || room(length) > capacity) {
      return false;
    }
    return read(position, new byte[length], 0, length, newHash());
  }

  /** Where the whole records end that start at this position. */
  public long end(long start) {
    long end = start;
    while (end - start < capacity && whole(end)) {
      end += room(length(end));
    }
    return end;
  }

  /** How many whole records there are between two positions. */
  public long count(long start, long end) {
    long count = 0;
    for (long position = start; position < end; position += room(length(position))) {
      count++;
    }
    return count;
  }

  /**
   * How many records were begun from here on within a lap from the start, none of them in order.
   */
  public long begunAfter(long end, long start) {
    long begun = 0;
    for (long position = end; position < start + capacity; position += RECORD_HEADER) {
      begun += begun(position) ? 1 : 0;
    }
    return begun;
  }
}

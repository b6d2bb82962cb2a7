// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring buffer of records. A position counts all bytes ever written and never repeats, so the
 * position in a record reveals data of an earlier lap. Each record has 4 bytes length, 4 bytes
 * position stamp, 8 bytes keyed tag and its body, and starts at a multiple of 16.
 *
 * <p>One thread writes at a time. Another thread may read a record after a synchronized hand-over.
 * Memory of a truncated file throws {@link InternalError} on any access.
 */
public final class Ring {
  public static final int RECORD_HEADER = 16;

  /** Marks stamps so that no text contains one: no byte of UTF-8 has all bits set. */
  private static final int STAMP = 0xFF00_0000;

  private final ByteBuffer memory;
  private final int capacity;
  private final SpoolChecksums tags;

  /** Creates a ring in this memory, whose size is a multiple of 16. */
  Ring(ByteBuffer memory, SpoolChecksums tags) {
    this.tags = tags;
    this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    capacity = memory.capacity();
  }

  public int capacity() {
    return capacity;
  }

  /** Returns the bytes that a record with a body of this length occupies. */
  public static int room(int length) {
    return (RECORD_HEADER + length + 15) & ~15;
  }

  private int index(long position) {
    return (int) (position % capacity);
  }

  /**
   * Writes a record. Its length is written last: a record without it does not count, so a kill
   * between two steps leaves no record.
   */
  void put(long position, byte[] body, int length, SpoolChecksums.BodyHash hash) {
    int at = index(position);
    memory.putInt(at, 0); // data of an earlier lap must not become the length of this record
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

  /**
   * Returns a stamp that differs from those of the last laps. The tag authenticates the position.
   */
  private static int stamp(long position) {
    return STAMP | ((int) (position >>> 4) & ~STAMP);
  }

  SpoolChecksums.BodyHash newHash() {
    return new SpoolChecksums.BodyHash(tags);
  }

  /** Returns the length of a record that is known to be whole. */
  int length(long position) {
    return memory.getInt(index(position));
  }

  /** Reads the body of a record and returns whether its tag is right. */
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

  /** Returns whether a record starts here, whole or not. */
  boolean begun(long position) {
    return memory.getInt(index(position) + 4) == stamp(position);
  }

  /** Returns whether a whole record is here. */
  boolean whole(long position) {
    int length = length(position);
    if (!begun(position) || length < 1 || room(length) > capacity) {
      return false;
    }
    return read(position, new byte[length], 0, length, newHash());
  }

  /** Returns the end of the whole records that start at this position. */
  public long end(long start) {
    long end = start;
    while (end - start < capacity && whole(end)) {
      end += room(length(end));
    }
    return end;
  }

  /** Returns the number of whole records between two positions. */
  public long count(long start, long end) {
    long count = 0;
    for (long position = start; position < end; position += room(length(position))) {
      count++;
    }
    return count;
  }

  /** Returns the number of incomplete records from here on, within a lap from the start. */
  public long begunAfter(long end, long start) {
    long begun = 0;
    for (long position = end; position < start + capacity; position += RECORD_HEADER) {
      begun += begun(position) ? 1 : 0;
    }
    return begun;
  }
}

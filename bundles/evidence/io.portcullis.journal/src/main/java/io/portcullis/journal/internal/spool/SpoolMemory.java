// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

/**
 * The records of a spool in their ring, between two positions: up to {@code consumed} they are
 * chained, up to {@code tail} they are whole. The spool's lock guards the writes of both positions;
 * they are also read without it.
 *
 * <p>Each access may throw an {@link InternalError} if the mapped file was cut.
 */
final class SpoolMemory {
  private final SpoolFile file;
  private final Ring ring;
  private final SpoolChecksums.BodyHash readHash;
  private long records;
  private volatile long tail;
  private volatile long consumed;

  SpoolMemory(SpoolFile file, long consumed, long tail) {
    this.file = file;
    this.consumed = consumed;
    this.tail = tail;
    ring = file.ring();
    readHash = ring.newHash();
  }

  /** Returns the size of the ring in bytes. */
  int capacity() {
    return ring.capacity();
  }

  long tail() {
    return tail;
  }

  long consumed() {
    return consumed;
  }

  /** Returns the bytes that are in use. */
  long used() {
    return tail - consumed;
  }

  /** Returns the number of records that were put and not consumed. */
  long records() {
    return records;
  }

  boolean fits(int length) {
    return tail + Ring.room(length) - consumed <= ring.capacity();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  void put(byte[] body, int length, SpoolChecksums.BodyHash hash) {
    long position = tail;
    ring.put(position, body, length, hash);
    records++;
    tail = position + Ring.room(length);
  }

  /** Returns the length of the record at a position, or 0 if no whole record is there. */
  int length(long position) {
    int length = ring.length(position);
    return length > 0 && Ring.room(length) <= tail - position ? length : 0;
  }

  /** Copies a record and returns whether its checksum is right. For the writer only. */
  boolean read(long position, byte[] target, int offset, int length) {
    return ring.read(position, target, offset, length, readHash);
  }

  /** Frees the room of so many records, up to a position. */
  void consume(long position, long count) {
    consumed = position;
    records -= count;
    file.consumed(position);
  }

  /** Abandons the records after the memory was lost. */
  void abandon() {
    consumed = tail;
  }
}

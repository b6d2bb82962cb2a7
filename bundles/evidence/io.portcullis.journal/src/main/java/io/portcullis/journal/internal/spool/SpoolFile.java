// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a spool, in a mapped file or in the heap. The header, one page, has eight bytes
 * {@code PCSPOOL2}, the capacity of the ring, the position up to which records are chained, and
 * from byte 64 the counters of dropped records.
 */
public final class SpoolFile {
  public static final String NAME = JournalDirectory.SPOOL;
  static final int HEADER = 4_096;
  private static final int CAPACITY_AT = 8;
  private static final int CONSUMED_AT = 16;
  private static final int LOSSES_AT = 64;
  private static final byte[] MAGIC = "PCSPOOL2".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK = 64 << 10;

  private final ByteBuffer header;
  private final Ring ring;
  private final DropCounters losses;

  private SpoolFile(ByteBuffer memory, SpoolChecksums tags) {
    header = memory.slice(0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    ring = new Ring(memory.slice(HEADER, memory.capacity() - HEADER), tags);
    losses = new DropCounters(header, LOSSES_AT);
  }

  /** Creates a spool in memory, which is lost with the process. */
  public static SpoolFile inHeap(int capacity, SpoolChecksums tags) {
    return new SpoolFile(ByteBuffer.allocate(HEADER + capacity), tags);
  }

  /**
   * Creates a new spool in place of any other. All of it is written and forced: a full disk must
   * fail here, because under a mapped page it would end the process.
   */
  public static SpoolFile create(
      JournalDirectory folder, int capacity, long consumed, SpoolChecksums tags)
      throws IOException {
    ByteBuffer first = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    first.put(0, MAGIC);
    first.putLong(CAPACITY_AT, capacity);
    first.putLong(CONSUMED_AT, consumed);
    folder.replace(NAME, file -> write(file, first.array(), capacity));
    try {
      return map(folder.path(NAME), HEADER + (long) capacity, tags);
    } catch (InternalError e) { // it was cut already
      throw new JournalException(NAME + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void write(FileSystem.Opened file, byte[] header, int capacity)
      throws IOException {
    file.write(header, HEADER, 0);
    byte[] zeros = new byte[CHUNK];
    for (long at = 0; at < capacity; at += CHUNK) {
      file.write(zeros, (int) Math.min(CHUNK, capacity - at), HEADER + at);
    }
    file.force();
  }

  /** Opens an existing spool, or returns null if it is missing or damaged. */
  public static @Nullable SpoolFile open(Path path, SpoolChecksums tags) throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    long size = Files.size(path);
    if (size <= HEADER || size > Integer.MAX_VALUE || size % HEADER != 0) {
      return null;
    }
    try {
      SpoolFile found = map(path, size, tags);
      return found.isSound(size) ? found : null;
    } catch (InternalError e) { // it was cut meanwhile
      return null;
    }
  }

  private boolean isSound(long size) {
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    return Arrays.equals(magic, MAGIC) && header.getLong(CAPACITY_AT) == size - HEADER;
  }

  private static SpoolFile map(Path path, long size, SpoolChecksums tags) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SpoolFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), tags);
    }
  }

  public Ring ring() {
    return ring;
  }

  public DropCounters losses() {
    return losses;
  }

  /** Returns the position up to which the writer had chained the records. */
  public long consumed() {
    return header.getLong(CONSUMED_AT);
  }

  public void consumed(long position) {
    header.putLong(CONSUMED_AT, position);
    if (header.getLong(CONSUMED_AT) != position) {
      // The virtual machine's own error comes later, when it is too late to catch it here.
      throw new InternalError("the memory does not keep what is written");
    }
  }
}

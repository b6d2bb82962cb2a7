// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.files.LockFile;
import io.portcullis.support.files.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the approval queue. Lines are appended. From time to time a new file without the
 * ended calls replaces the old one. The operating system has a line when {@link #add} returns.
 * Thread-safe.
 *
 * <p>It does not write through a channel, because an interrupt of one writer would close it for
 * all.
 */
public final class QueueFile implements QueueLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueFile.class);
  private static final String NAME = "queue.jsonl";
  private static final String BROKEN = NAME + ".broken-";

  /**
   * The bounds of the file.
   *
   * @param compactBytes the growth after which it is compacted
   * @param maxBytes the size from which no line is added
   */
  public record Bounds(long compactBytes, long maxBytes) {
    public static final Bounds DEFAULT = new Bounds(8L << 20, 1L << 30);
  }

  private final Path folder;
  private final Path path;
  private final Bounds bounds;
  private final LockFile lock;
  private final QueueContent found;
  private final List<String> movedAside;
  private final Map<String, byte[]> live = new LinkedHashMap<>();
  private @Nullable RandomAccessFile file;
  private long size;
  private long compactAt;

  private QueueFile(Path folder, Bounds bounds, LockFile lock, int maxRequests, String stamp)
      throws IOException {
    this.folder = folder;
    this.path = folder.resolve(NAME);
    this.bounds = bounds;
    this.lock = lock;
    found = Files.exists(path) ? QueueContent.read(path, maxRequests) : QueueContent.none();
    if (!found.broken().isEmpty()) {
      Files.move(path, unusedPath(folder, BROKEN + stamp));
    }
    movedAside = movedAside(folder);
    found.waiting().forEach(line -> live.put(line.id(), line.bytes()));
    compact();
  }

  /**
   * Opens the queue of a folder. A missing folder is created.
   *
   * @param maxRequests the maximum number of existing requests without an end to keep
   * @throws IOException if the folder cannot be used, or another process uses it
   */
  public static QueueFile open(Path folder, Bounds bounds, int maxRequests, InstantSource clock)
      throws IOException {
    OwnerOnly.createDirectories(folder);
    LockFile lock = lock(folder.resolve("lock"));
    try {
      String stamp = String.valueOf(clock.instant().toEpochMilli());
      return new QueueFile(folder, bounds, lock, maxRequests, stamp);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static LockFile lock(Path path) throws IOException {
    try {
      return LockFile.acquire(path);
    } catch (FileInUseException e) {
      throw new IOException("another container or component uses this queue: " + e.getMessage(), e);
    }
  }

  private static Path unusedPath(Path folder, String name) {
    Path path = folder.resolve(name);
    for (int n = 1; Files.exists(path, LinkOption.NOFOLLOW_LINKS); n++) {
      path = folder.resolve(name + "-" + n);
    }
    return path;
  }

  private static List<String> movedAside(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(each -> String.valueOf(each.getFileName()))
          .filter(name -> name.startsWith(BROKEN))
          .sorted()
          .limit(3)
          .toList();
    }
  }

  /** Returns the content at the time of opening. */
  public QueueContent found() {
    return found;
  }

  /** Returns the names of some files that were renamed, now or earlier, as unreadable. */
  public List<String> movedAside() {
    return movedAside;
  }

  /**
   * Appends a line. A partly written line is removed; until that succeeds, no further line is
   * added.
   */
  @Override
  public synchronized void add(QueueLine line) throws IOException {
    byte[] bytes = line.bytes();
    if (bytes.length > QueueLine.MAX_BYTES) {
      throw new IOException("a line of the queue would be too long");
    }
    if (size >= compactAt) {
      tryCompact();
    }
    RandomAccessFile open = openFile();
    try {
      append(open, bytes);
    } catch (IOException e) {
      removeRest(open);
      throw e;
    }
    keep(line, bytes);
  }

  private void append(RandomAccessFile open, byte[] bytes) throws IOException {
    if (open.length() != size) {
      open.setLength(size); // the rest of a line that could not be written
    }
    open.seek(size);
    open.write(bytes);
    size += bytes.length;
  }

  /** Leaves out the request at the next compaction. */
  public synchronized void forget(String id) {
    live.remove(id);
  }

  private void keep(QueueLine line, byte[] bytes) {
    switch (line.what()) {
      case QueueLine.REQUEST -> live.put(line.id(), bytes);
      case QueueLine.END -> live.remove(line.id());
      default -> {} // votes are of no use without the process that counts them
    }
  }

  private RandomAccessFile openFile() throws IOException {
    if (file == null) {
      throw new IOException("the queue is closed");
    }
    return file;
  }

  private void removeRest(RandomAccessFile open) {
    try {
      open.setLength(size);
    } catch (IOException e) { // the next append tries this first
      LOG.warn("Cannot remove an incomplete line from {}", path, e);
    }
  }

  private void tryCompact() throws IOException {
    try {
      compact();
    } catch (IOException e) {
      compactAt = size + bounds.compactBytes();
      LOG.warn("Cannot compact {}; it keeps growing", path, e);
      if (size >= bounds.maxBytes()) {
        compactAt = size;
        throw new IOException("the queue is too large and cannot be compacted", e);
      }
    }
  }

  /** Replaces the file by one without the ended calls. */
  public synchronized void compact() throws IOException {
    RandomAccessFile next = replace();
    RandomAccessFile before = file;
    file = next;
    size = next.length();
    compactAt = size + Math.max(size, bounds.compactBytes());
    if (before != null) {
      before.close();
    }
    // Last, because the new file is in use whether or not this fails.
    DurableFiles.local().forceDirectory(folder);
  }

  /** Moves a file with the open requests into place, and returns it open. */
  private RandomAccessFile replace() throws IOException {
    Path fresh = path.resolveSibling(NAME + ".new");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    live.values().forEach(all::writeBytes);
    DurableFiles.local().write(fresh, all.toByteArray());
    RandomAccessFile next = new RandomAccessFile(fresh.toFile(), "rw");
    try {
      DurableFiles.local().move(fresh, path);
      return next;
    } catch (IOException e) {
      next.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    RandomAccessFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
    lock.close();
  }
}

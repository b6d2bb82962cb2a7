// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.files.LockFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The file of pins, which several processes share. It is replaced as a whole, so a reader gets one
 * complete version. A writer locks a file beside it, reads, and writes. Thread-safe.
 */
final class PinFile {

  /**
   * The attributes that distinguish versions of the file.
   *
   * @param key the key of the file system, such as an inode; null if it has no such key
   */
  record Stamp(long size, FileTime modified, @Nullable Object key) {
    static final Stamp ABSENT = new Stamp(-1, FileTime.fromMillis(0), null);
  }

  /** A version of the file. */
  record Version(Stamp stamp, PinSet pins) {}

  /** The time as the wait for another process measures it. */
  interface Timer {
    /** The timer of the system. */
    Timer SYSTEM =
        new Timer() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
          }
        };

    /** Returns nanoseconds since an arbitrary moment. */
    long nanoTime();

    /** Pauses the thread. */
    void sleep(long nanos) throws InterruptedException;
  }

  /** A change takes a few milliseconds, so the first attempts to lock follow each other soon. */
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(64);

  /** Lets the threads of this process wait for each other in turn. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final DurableFiles disk = DurableFiles.local();
  private final Path file;
  private final Path lockFile;
  private final Duration patience;
  private final Timer timer;
  private volatile boolean existed;

  /**
   * Creates a view of a file, which need not exist, nor its folder.
   *
   * @param patience how long to wait for others that change the file
   */
  PinFile(Path file, Duration patience) {
    this(file, patience, Timer.SYSTEM);
  }

  PinFile(Path file, Duration patience, Timer timer) {
    this.timer = timer;
    this.file = file.toAbsolutePath().normalize();
    lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
    this.patience = patience;
  }

  /**
   * Returns the stamp of the current version.
   *
   * @throws IOException if the attributes cannot be read
   */
  Stamp stamp() throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (NoSuchFileException e) {
      requireFolder();
      return Stamp.ABSENT;
    }
  }

  /** Detects a parent that is not a folder, which Java 25 reports only as a missing file. */
  private void requireFolder() throws NotDirectoryException {
    Path above = file.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above != null && !Files.isDirectory(above)) {
      throw new NotDirectoryException(above.toString());
    }
  }

  /**
   * Reads the stored pins; a file that never existed has no pins.
   *
   * @throws IOException if the pins cannot be read
   */
  Version load() throws IOException {
    Stamp stamp = stamp(); // first, so that a newer version is detected the next time
    if (stamp.equals(Stamp.ABSENT)) {
      if (existed) {
        throw new IOException("the file is missing; it existed before");
      }
      return new Version(stamp, PinSet.NONE);
    }
    existed = true;
    // Not a channel: an interrupt would close it.
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] text = in.readNBytes(PinStore.MAX_BYTES + 1);
      if (text.length > PinStore.MAX_BYTES) {
        throw new IOException("the file has more than " + PinStore.MAX_BYTES + " bytes");
      }
      return new Version(stamp, PinSet.of(PinFileFormat.read(text)));
    }
  }

  /**
   * Changes the stored pins. After a crash the file has either the old or the new pins.
   *
   * @param change returns the new pins, or the same object for no change; an exception leaves the
   *     file unchanged
   * @throws IOException if the pins cannot be read or stored, or the lock is not free in time
   */
  Version change(UnaryOperator<PinSet> change) throws IOException {
    boolean mine = false;
    try {
      mine = IN_PROCESS.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new IOException("another thread is changing the file");
      }
      return changeAlone(change);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      if (mine) {
        IN_PROCESS.unlock();
      }
    }
  }

  /** Changes the pins under the lock of the file; to be called by one thread of the process. */
  private Version changeAlone(UnaryOperator<PinSet> change)
      throws IOException, InterruptedException {
    Path folder = lockFile.resolveSibling("");
    disk.createDirectories(folder);
    LockFile lock = locked();
    try {
      Version now = load();
      PinSet after = change.apply(now.pins());
      return after == now.pins() ? now : save(after);
    } finally {
      lock.close();
    }
  }

  /**
   * Locks the file; the lock ends when it is closed or with the process. The operating system has
   * no wait for a lock that ends after a time, so the attempts are repeated after pauses that
   * double.
   */
  private LockFile locked() throws IOException, InterruptedException {
    long start = timer.nanoTime();
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        return LockFile.acquire(lockFile);
      } catch (FileInUseException e) {
        long left = patience.toNanos() - (timer.nanoTime() - start);
        if (left <= 0) {
          throw new IOException("another process is changing the file", e);
        }
        timer.sleep(Math.min(pause, left));
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  private Version save(PinSet pins) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    disk.write(fresh, PinFileFormat.write(pins.list()));
    BasicFileAttributes now = Files.readAttributes(fresh, BasicFileAttributes.class);
    disk.move(fresh, file);
    existed = true;
    disk.forceDirectory(file.resolveSibling(""));
    return new Version(new Stamp(now.size(), now.lastModifiedTime(), now.fileKey()), pins);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

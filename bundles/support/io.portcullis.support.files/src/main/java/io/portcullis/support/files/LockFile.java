// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a file, held until it is closed. It keeps out other processes, other parts
 * of this process and other class loaders of this process. Thread-safe.
 *
 * <p>POSIX grants a lock to the process, and releases it when the process closes any descriptor of
 * the file. Therefore no file that this process holds is opened again here.
 */
public final class LockFile implements AutoCloseable {
  /** The tries to lock: another process holds a shared lock for a moment when it tests the file. */
  private static final int TRIES = 1_000;

  /**
   * Files that foreign code of this process has locked, by their identity. Closing them would
   * release that lock, so the next attempt uses them again.
   */
  private static final Map<String, RandomAccessFile> LEFT_OPEN = new HashMap<>();

  private static final Map<String, FileChannel> LEFT_OPEN_FOR_READING = new HashMap<>();

  /**
   * The locks that are not closed. Without a reference the garbage collector would close the file
   * of a forgotten lock, and its identity would pass to another file.
   */
  private static final Set<LockFile> HELD = new HashSet<>();

  private final Path path;
  private final List<String> names;
  private final RandomAccessFile file;
  private final FileLock lock;

  private LockFile(Path path, List<String> names, RandomAccessFile file, FileLock lock) {
    this.path = path;
    this.names = names;
    this.file = file;
    this.lock = lock;
  }

  /**
   * Locks a file. A missing file is created with mode 0600.
   *
   * @param path the file, in an existing directory; it is never deleted
   * @return the lock
   * @throws FileInUseException if the file is locked
   * @throws IOException if the file cannot be created or opened
   */
  public static LockFile acquire(Path path) throws IOException {
    synchronized (HeldLocks.MONITOR) {
      boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
      try {
        createIfMissing(path);
        String identity = HeldLocks.identity(path);
        List<String> names = List.of(HeldLocks.name(path), identity);
        if (HeldLocks.containsAny(names)) {
          throw new FileInUseException(path + " is in use by another part of this process");
        }
        return lock(path, names, identity);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static void createIfMissing(Path path) throws IOException {
    try {
      OwnerOnly.createFile(path);
    } catch (FileAlreadyExistsException e) { // not opened to find out: closing it may unlock it
      return;
    }
  }

  private static LockFile lock(Path path, List<String> names, String identity) throws IOException {
    RandomAccessFile left = LEFT_OPEN.remove(identity);
    RandomAccessFile file = left != null ? left : new RandomAccessFile(path.toFile(), "rw");
    boolean open = false;
    try {
      FileLock lock = tryLock(file.getChannel());
      if (lock == null) {
        throw new FileInUseException(path + " is in use by another process");
      }
      open = true;
      HeldLocks.add(names);
      LockFile held = new LockFile(path, names, file, lock);
      HELD.add(held);
      return held;
    } catch (OverlappingFileLockException e) {
      open = true;
      LEFT_OPEN.put(identity, file);
      throw new FileInUseException(path + " is in use by another part of this process");
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    for (int i = 1; lock == null && i < TRIES; i++) {
      Thread.onSpinWait();
      lock = channel.tryLock();
    }
    return lock;
  }

  /**
   * Returns whether this or another process holds the lock of a file. Read access is enough.
   *
   * @param path the lock file
   * @return false also if the file is missing or its lock cannot be tested
   */
  public static boolean isLocked(Path path) {
    synchronized (HeldLocks.MONITOR) {
      try {
        closeReleased();
        String identity = HeldLocks.identity(path);
        return HeldLocks.containsAny(List.of(identity)) || isLockedElsewhere(path, identity);
      } catch (IOException e) {
        return false; // the answer when nothing can be known
      }
    }
  }

  private static boolean isLockedElsewhere(Path path, String identity) throws IOException {
    FileChannel left = LEFT_OPEN_FOR_READING.remove(identity);
    return isLocked(
        identity, left != null ? left : FileChannel.open(path, StandardOpenOption.READ));
  }

  private static boolean isLocked(String identity, FileChannel channel) throws IOException {
    boolean foreign = false;
    try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      foreign = true;
      LEFT_OPEN_FOR_READING.put(identity, channel);
      return true;
    } finally {
      if (!foreign) {
        channel.close();
      }
    }
  }

  private static void closeReleased() {
    Map<String, FileChannel> left = Map.copyOf(LEFT_OPEN_FOR_READING);
    LEFT_OPEN_FOR_READING.clear();
    left.forEach(
        (identity, channel) -> {
          try {
            isLocked(identity, channel);
          } catch (IOException e) { // of another file than the one in question
            // its channel is closed all the same
          }
        });
  }

  /** Returns the path of the lock file. */
  public Path path() {
    return path;
  }

  /** Returns whether this lock is still held by this object. */
  public boolean isHeld() {
    return lock.isValid();
  }

  /**
   * Returns whether the file was marked by this or an earlier holder.
   *
   * @throws IOException if the file cannot be read
   */
  public boolean isMarked() throws IOException {
    return file.length() > 0;
  }

  /**
   * Marks the file, durably. A holder uses the mark to remember that what the lock protects has
   * existed.
   *
   * @throws IOException if the file may not be marked
   */
  public void mark() throws IOException {
    file.seek(0);
    file.write('1');
    file.getFD().sync();
  }

  /**
   * Releases the lock. Does nothing if it is released.
   *
   * @throws IOException if the file cannot be closed
   */
  @Override
  public void close() throws IOException {
    synchronized (HeldLocks.MONITOR) {
      if (HELD.remove(this)) {
        HeldLocks.remove(names);
      }
      file.close();
    }
  }
}

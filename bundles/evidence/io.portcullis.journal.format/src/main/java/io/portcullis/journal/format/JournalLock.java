// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock on the folder of a journal. POSIX grants it to the process, and releases it when the
 * process closes any channel of the file. A channel that met a lock of this process therefore stays
 * open until that lock is released. Thread-safe.
 */
public final class JournalLock implements AutoCloseable {
  /** A verifier in another process holds a shared lock for a moment. */
  private static final int TRIES = 1_000;

  /** By the identity of the file, since a lock file may be replaced. Guards all steps here. */
  private static final Map<Object, FileChannel> LEFT_OPEN = new HashMap<>();

  private static final Map<Object, FileChannel> LEFT_OPEN_FOR_READING = new HashMap<>();

  private final FileChannel channel;
  private final FileLock lock;

  private JournalLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Locks a file, which is made if it is not there.
   *
   * @throws JournalInUseException if the file is locked
   * @throws IOException if the file cannot be opened
   */
  public static JournalLock of(Path file) throws IOException {
    synchronized (LEFT_OPEN) {
      make(file);
      Object identity = identity(file);
      FileChannel left = LEFT_OPEN.remove(identity);
      FileChannel channel = left != null ? left : FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new JournalLock(channel, lock);
        }
      } catch (OverlappingFileLockException e) {
        LEFT_OPEN.put(identity, channel);
        throw new JournalInUseException(file + " is in use by another journal of this process");
      }
      channel.close();
      throw new JournalInUseException(file + " is in use by another process");
    }
  }

  /**
   * Whether this or another process holds the lock. Read access to the file is enough.
   *
   * @param file the lock file
   * @return false also if the file is absent or its lock cannot be tested
   */
  public static boolean isHeld(Path file) {
    synchronized (LEFT_OPEN) {
      try {
        closeReleased();
        Object identity = identity(file);
        FileChannel left = LEFT_OPEN_FOR_READING.remove(identity);
        FileChannel channel = left != null ? left : FileChannel.open(file, StandardOpenOption.READ);
        return isHeld(identity, channel);
      } catch (IOException e) {
        return false; // the answer when nothing can be known
      }
    }
  }

  private static boolean isHeld(Object identity, FileChannel channel) throws IOException {
    boolean ofThisProcess = false;
    try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      ofThisProcess = true;
      LEFT_OPEN_FOR_READING.put(identity, channel);
      return true;
    } finally {
      if (!ofThisProcess) {
        channel.close();
      }
    }
  }

  private static void closeReleased() {
    Map<Object, FileChannel> left = Map.copyOf(LEFT_OPEN_FOR_READING);
    LEFT_OPEN_FOR_READING.clear();
    left.forEach(
        (identity, channel) -> {
          try {
            isHeld(identity, channel);
          } catch (IOException e) { // of another file than the one in question
            // its channel is closed all the same
          }
        });
  }

  private static Object identity(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key != null ? key : file.toRealPath();
  }

  private static void make(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) { // not opened to find out: that would be closed again
      return;
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

  public boolean held() {
    return lock.isValid();
  }

  /** Releases the lock. Does nothing if it is released. */
  @Override
  public void close() throws IOException {
    // The end of a close would also release a lock that another thread was granted meanwhile.
    synchronized (LEFT_OPEN) {
      channel.close();
    }
  }
}

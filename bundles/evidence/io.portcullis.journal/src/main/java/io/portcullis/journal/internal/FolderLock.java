// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock on a folder. The operating system gives it to the process as a whole and takes it back
 * as soon as any channel of that file is closed: one that found the file locked by another journal
 * of this process must therefore stay open, and is used for the next attempt.
 */
final class FolderLock implements AutoCloseable {
  /** Who verifies a journal locks the file for a moment to see whether somebody writes. */
  private static final int TRIES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final Map<Object, FileChannel> LEFT_OPEN = new HashMap<>();

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Locks a file, which is made if it is not there.
   *
   * @throws JournalException if it is locked
   */
  static FolderLock of(Path file) throws IOException {
    synchronized (LEFT_OPEN) {
      make(file);
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      Object identity = key != null ? key : file.toRealPath();
      FileChannel left = LEFT_OPEN.remove(identity);
      FileChannel channel = left != null ? left : FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new FolderLock(channel, lock);
        }
      } catch (OverlappingFileLockException e) {
        LEFT_OPEN.put(identity, channel);
        throw new JournalException(file + " is in use by another journal of this process", e);
      }
      channel.close();
      throw new JournalException(file + " is in use by another process");
    }
  }

  private static void make(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) { // not opened to find out: that would be closed again
      LOG.debug("{} is there", file);
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

  boolean held() {
    return lock.isValid();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

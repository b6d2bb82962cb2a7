// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second container away from a folder, by a locked file beside it. The file is never
 * deleted, and whether it is empty tells whether the folder was ever there.
 *
 * <p>Within a process the system properties keep others away: they are the same for all class
 * loaders, and merely opening and closing a locked file again would give up the lock on it.
 */
final class OrdersLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrdersLock.class);
  private static final String PROPERTY = "io.portcullis.operations.lock:";

  private final Path file;
  private final String property;
  private final RandomAccessFile open;

  private OrdersLock(Path file, String property, RandomAccessFile open) {
    this.file = file;
    this.property = property;
    this.open = open;
  }

  /**
   * Locks.
   *
   * @param file the file to lock, in a folder that is there
   * @throws DirectoryInUseException if somebody else has locked it
   */
  static OrdersLock on(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " is in no folder");
    }
    String property = PROPERTY + parent.toRealPath().resolve(file.getFileName());
    if (System.getProperties().putIfAbsent(property, "locked") != null) {
      throw new DirectoryInUseException(file + " is locked by another part of this process");
    }
    OrdersLock lock = null;
    try {
      lock = locked(file, property);
      return lock;
    } finally {
      if (lock == null) {
        System.getProperties().remove(property);
      }
    }
  }

  private static OrdersLock locked(Path file, String property) throws IOException {
    RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
    boolean locked = false;
    try {
      FileLock lock = open.getChannel().tryLock();
      if (lock == null) {
        throw new DirectoryInUseException(file + " is locked by another process");
      }
      locked = true;
      return new OrdersLock(file, property, open);
    } catch (OverlappingFileLockException e) {
      throw new DirectoryInUseException(file + " is locked by another part of this process");
    } finally {
      if (!locked) {
        open.close();
      }
    }
  }

  Path file() {
    return file;
  }

  /** Whether the folder was there once. */
  boolean isMarked() throws IOException {
    return open.length() > 0;
  }

  /** Remembers that the folder was there. */
  void mark() throws IOException {
    open.write('1');
    open.getFD().sync();
  }

  @Override
  public void close() {
    try {
      open.close();
    } catch (IOException e) {
      LOG.warn("{} could not be closed: {}", file, e.getMessage());
    } finally {
      System.getProperties().remove(property);
    }
  }
}

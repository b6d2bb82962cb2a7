// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** Whether somebody writes a journal now. Thread-safe. */
final class WriterLock {
  private static final int MOST = 64;

  /**
   * Never closed: POSIX takes all locks on a file away from a process that closes the file once,
   * and the writer may be in this process. By the identity of the file, since a lock file may be
   * replaced.
   */
  private static final Map<Object, FileChannel> OPEN = new HashMap<>();

  private WriterLock() {}

  /** False also if it cannot be told: then more is asked of the journal. */
  static boolean held(Path folder) {
    synchronized (OPEN) {
      try {
        return held(channel(folder.resolve("lock")));
      } catch (IOException e) {
        return false;
      }
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Object identity = key == null ? file.toRealPath() : key;
    FileChannel open = OPEN.get(identity);
    if (open != null) {
      return open;
    }
    if (OPEN.size() == MOST) {
      throw new IOException("too many journals were looked at in one process");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    OPEN.put(identity, channel);
    return channel;
  }

  /** Shared, for which reading is enough; given back at once, since a writer may want it. */
  private static boolean held(FileChannel channel) throws IOException {
    try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }
}

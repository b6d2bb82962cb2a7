// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All that is written to the file system but the mapped spool, so that tests can let it fail. */
public interface FileSystem {

  /** A file that is open for writing. */
  interface Opened extends Closeable {
    void write(byte[] bytes, int length, long at) throws IOException;

    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;
  }

  /** Makes a file that is not there yet, mode 0600. */
  Opened create(Path path) throws IOException;

  /** Opens a file that is there. */
  Opened open(Path path) throws IOException;

  /** Moves a file at once, over another one if there is one. */
  void move(Path from, Path to) throws IOException;

  void deleteIfExists(Path path) throws IOException;

  void makeReadOnly(Path path) throws IOException;

  /** Makes the names in a folder durable. */
  void forceFolder(Path folder) throws IOException;

  /** What tells the file at this path from another one, or null if there is none. */
  @Nullable Object identity(Path path) throws IOException;
}

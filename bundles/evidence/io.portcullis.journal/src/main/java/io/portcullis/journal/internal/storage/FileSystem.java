// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file operations of the journal except the mapped spool. Tests replace it to inject faults.
 */
public interface FileSystem {

  /** A file that is open for writing. */
  interface Opened extends Closeable {
    void write(byte[] bytes, int length, long at) throws IOException;

    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;
  }

  /** Creates a new file of mode 0600. */
  Opened create(Path path) throws IOException;

  /** Opens an existing file. */
  Opened open(Path path) throws IOException;

  /** Renames a file atomically, over an existing one. */
  void move(Path from, Path to) throws IOException;

  void deleteIfExists(Path path) throws IOException;

  void makeReadOnly(Path path) throws IOException;

  /** Forces the names in a folder to the disk. */
  void forceFolder(Path folder) throws IOException;

  /** Returns the identity of the file at this path, or null if the file is missing. */
  @Nullable Object identity(Path path) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The steps by which a file reaches the disk, for its owner only. Each step can fail, or be the
 * last one before the process is killed; a test replaces this interface to try that. Thread-safe
 * for different files.
 */
public interface DurableFiles {
  /** Returns the file system of this machine. An interrupt does not disturb it. */
  static DurableFiles local() {
    return new LocalDurableFiles();
  }

  /**
   * Creates a directory of mode 0700 and its missing parents. An existing one keeps its mode.
   *
   * @param directory the directory
   * @throws IOException if a directory cannot be created
   */
  void createDirectories(Path directory) throws IOException;

  /**
   * Writes a file of mode 0600 in place of an existing one, and forces its content to the disk.
   *
   * @param file the file, in an existing directory
   * @param content the whole content
   * @throws IOException if the file is not written; a part of it may exist
   */
  void write(Path file, byte[] content) throws IOException;

  /**
   * Renames a file or directory atomically, over an existing file.
   *
   * @param from the present path
   * @param to the new path, on the same file system
   * @throws IOException if the path is not renamed
   */
  void move(Path from, Path to) throws IOException;

  /**
   * Forces the names in a directory to the disk. Does nothing where directories cannot be opened.
   *
   * @param directory the directory
   * @throws IOException if the names are not forced
   */
  void forceDirectory(Path directory) throws IOException;

  /**
   * Replaces a file atomically and durably. At any instant, also after a kill or a power cut, the
   * file has its old or its new content as a whole. The new content is first written to a file
   * beside it, with the suffix {@code .new}. A file of that name is overwritten.
   *
   * @param file the file, which need not exist, in an existing directory
   * @param content the whole content
   * @throws IOException if a step failed; the file then has its old or its new content
   */
  default void replace(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is not in a directory");
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    write(fresh, content);
    move(fresh, file);
    forceDirectory(directory);
  }
}

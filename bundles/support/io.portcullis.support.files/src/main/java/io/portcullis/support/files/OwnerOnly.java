// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files of mode 0600 and directories of mode 0700, whatever the umask. A file system
 * without POSIX permissions applies its defaults. Stateless, thread-safe.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /**
   * Returns whether the file system of a path has POSIX permissions.
   *
   * @param path any path
   */
  public static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Creates an empty file.
   *
   * @param file the file, in an existing directory
   * @throws FileAlreadyExistsException if the file exists
   * @throws IOException if the file cannot be created
   */
  public static void createFile(Path file) throws IOException {
    openNewFile(file).close();
  }

  /**
   * Creates a file and opens it for writing.
   *
   * @param file the file, in an existing directory
   * @return the open file
   * @throws FileAlreadyExistsException if the file exists
   * @throws IOException if the file cannot be created
   */
  public static FileChannel openNewFile(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(file, FILE));
    boolean restricted = false;
    try {
      restrictFile(file);
      restricted = true;
      return channel;
    } finally {
      if (!restricted) {
        channel.close();
      }
    }
  }

  /**
   * Copies the content of a file into a new one.
   *
   * @param from the file to copy
   * @param to the new file, in an existing directory
   * @throws FileAlreadyExistsException if the new file exists
   * @throws IOException if the content cannot be read or written; a part of it may exist
   */
  public static void copy(Path from, Path to) throws IOException {
    try (OutputStream out = Channels.newOutputStream(openNewFile(to))) {
      Files.copy(from, out);
    }
  }

  /**
   * Creates a directory and its missing parents. An existing directory keeps its mode.
   *
   * @param directory the directory
   * @throws FileAlreadyExistsException if a file has the name of a directory
   * @throws IOException if a directory cannot be created
   */
  public static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, attributes(directory, DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(directory)) {
        return; // another process has created it meanwhile
      }
      throw e;
    }
    restrictDirectory(directory);
  }

  /**
   * Sets the mode of an existing file to 0600.
   *
   * @param file the file
   * @throws IOException if the mode cannot be set, for instance because another user owns the file
   */
  public static void restrictFile(Path file) throws IOException {
    restrict(file, FILE);
  }

  /**
   * Sets the mode of an existing directory to 0700.
   *
   * @param directory the directory
   * @throws IOException if the mode cannot be set, for instance because another user owns the
   *     directory
   */
  public static void restrictDirectory(Path directory) throws IOException {
    restrict(directory, DIRECTORY);
  }

  /**
   * Returns whether only the owner of a file or directory has any permission on it.
   *
   * @param path an existing file or directory
   * @return false on a file system without POSIX permissions, because it cannot be known
   * @throws IOException if the permissions cannot be read
   */
  public static boolean isPrivate(Path path) throws IOException {
    return isPosix(path)
        && PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("------");
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (isPosix(path)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}

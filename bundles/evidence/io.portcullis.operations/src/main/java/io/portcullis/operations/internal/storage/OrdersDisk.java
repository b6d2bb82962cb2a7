// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The steps by which something gets to the disk; each can fail, or be the last one. */
public interface OrdersDisk {
  OrdersDisk REAL = new RealDisk();

  /** Makes a folder for the owner only, unless it is there. */
  void makeFolder(Path folder) throws IOException;

  /** Writes a new file for the owner only, instead of one that is there, and forces it. */
  void write(Path file, byte[] content) throws IOException;

  /** Gives a file or folder another name, all at once. */
  void move(Path from, Path to) throws IOException;

  /** Forces what was made or moved in a folder. */
  void force(Path folder) throws IOException;

  /**
   * As it is. An interrupt does no harm here: it would close a channel in the middle of a write.
   */
  final class RealDisk implements OrdersDisk {
    @Override
    public void makeFolder(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
      }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      Files.deleteIfExists(file);
      Files.createFile(file, ownerOnly(file, "rw-------"));
      try (FileOutputStream out = new FileOutputStream(file.toFile())) {
        out.write(content);
        out.getFD().sync();
      }
    }

    private static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
      return isPosix(file)
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
          }
          : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
      return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void force(Path folder) throws IOException {
      if (!isPosix(folder)) {
        return; // a folder cannot be opened there
      }
      boolean interrupted = Thread.interrupted();
      try {
        while (!forced(folder)) {
          interrupted |= Thread.interrupted();
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private static boolean forced(Path folder) throws IOException {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
        return true;
      } catch (ClosedByInterruptException e) {
        return false;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes no file through a channel: an interrupt would close it in the middle of a write. */
final class LocalDurableFiles implements DurableFiles {
  @Override
  public void createDirectories(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    OwnerOnly.createFile(file);
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content);
      out.getFD().sync(); // a rename may reach the disk before the content does
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (!OwnerOnly.isPosix(directory)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (!isForced(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isForced(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }
}

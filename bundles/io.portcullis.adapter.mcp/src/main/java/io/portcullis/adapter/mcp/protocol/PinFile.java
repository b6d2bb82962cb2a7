// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The file of pins, and beside it a locked file that keeps other writers away. Not for use by
 * several threads at a time.
 */
final class PinFile implements AutoCloseable {
  /** Tells within this process, whatever the class loader, which files are in use. */
  private static final String PROPERTY = "io.portcullis.adapter.mcp.pins:";

  private final Path file;
  private final String property;
  private final RandomAccessFile lock;

  private PinFile(Path file, String property, RandomAccessFile lock) {
    this.file = file;
    this.property = property;
    this.lock = lock;
  }

  /**
   * Takes possession of a file, which need not be there.
   *
   * @throws IOException if somebody else has, or nobody can
   */
  static PinFile open(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("it is no file");
    }
    Files.createDirectories(parent);
    Path lockFile = parent.toRealPath().resolve(absolute.getFileName() + ".lock");
    String property = PROPERTY + lockFile;
    // First of all: to open and close a file that is locked would give up the lock on it.
    if (System.getProperties().putIfAbsent(property, "locked") != null) {
      throw new IOException("another part of this process uses it");
    }
    PinFile open = null;
    try {
      open = new PinFile(absolute, property, locked(lockFile));
      return open;
    } finally {
      if (open == null) {
        System.getProperties().remove(property);
      }
    }
  }

  private static RandomAccessFile locked(Path lockFile) throws IOException {
    makeIfMissing(lockFile);
    RandomAccessFile open = new RandomAccessFile(lockFile.toFile(), "rw");
    FileLock lock = null;
    try {
      lock = open.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      // As below.
    } finally {
      if (lock == null) {
        open.close();
      }
    }
    if (lock == null) {
      throw new IOException("another process uses it");
    }
    return open;
  }

  private static void makeIfMissing(Path lockFile) throws IOException {
    if (!Files.exists(lockFile)) {
      Files.createFile(lockFile, ownerOnly(lockFile));
    }
  }

  /**
   * The pins as they were kept; none if there is no file.
   *
   * @throws IOException if they cannot be known
   */
  List<Pin> load() throws IOException {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(PinStore.MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    if (text.length > PinStore.MAX_BYTES) {
      throw new IOException("it has more than " + PinStore.MAX_BYTES + " bytes");
    }
    return PinFormat.read(text);
  }

  /**
   * Keeps these pins instead of those before. Whatever happens meanwhile, the file has either.
   *
   * @throws IOException if they may not be kept
   */
  void save(List<Pin> pins) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownerOnly(fresh));
    // Not a channel, which an interrupt would close in the middle of a write.
    try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
      out.write(PinFormat.write(pins));
      out.getFD().sync();
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Path parent = file.getParent();
    if (parent != null && isPosix(parent)) {
      force(parent);
    }
  }

  private static void force(Path folder) throws IOException {
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

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      System.getProperties().remove(property);
    }
  }
}

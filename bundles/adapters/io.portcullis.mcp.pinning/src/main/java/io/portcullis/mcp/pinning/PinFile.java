// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The file of pins, which several processes share. It is replaced as a whole, so a reader gets one
 * complete version. A writer locks a file beside it, reads, and writes. Thread-safe.
 */
final class PinFile {

  /**
   * The attributes that distinguish versions of the file.
   *
   * @param key the key of the file system, such as an inode; null if it has no such key
   */
  record Stamp(long size, FileTime modified, @Nullable Object key) {
    static final Stamp ABSENT = new Stamp(-1, FileTime.fromMillis(0), null);
  }

  /** A version of the file. */
  record Version(Stamp stamp, PinSet pins) {}

  /**
   * Allows one thread of this process at a time. The operating system locks for a whole process,
   * and releases all locks of a process on a file once the process closes that file anywhere.
   */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path file;
  private final Path lockFile;
  private final Duration patience;
  private volatile boolean existed;

  /**
   * Creates a view of a file, which need not exist, nor its folder.
   *
   * @param patience how long to wait for others that change the file
   */
  PinFile(Path file, Duration patience) {
    this.file = file.toAbsolutePath().normalize();
    lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
    this.patience = patience;
  }

  /**
   * Returns the stamp of the current version.
   *
   * @throws IOException if the attributes cannot be read
   */
  Stamp stamp() throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (NoSuchFileException e) {
      requireFolder();
      return Stamp.ABSENT;
    }
  }

  /** Detects a parent that is not a folder, which Java 25 reports only as a missing file. */
  private void requireFolder() throws NotDirectoryException {
    Path above = file.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above != null && !Files.isDirectory(above)) {
      throw new NotDirectoryException(above.toString());
    }
  }

  /**
   * Reads the stored pins; a file that never existed has no pins.
   *
   * @throws IOException if the pins cannot be read
   */
  Version load() throws IOException {
    Stamp stamp = stamp(); // first, so that a newer version is detected the next time
    if (stamp.equals(Stamp.ABSENT)) {
      if (existed) {
        throw new IOException("the file is missing; it existed before");
      }
      return new Version(stamp, PinSet.NONE);
    }
    existed = true;
    // Not a channel: an interrupt would close it.
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] text = in.readNBytes(PinStore.MAX_BYTES + 1);
      if (text.length > PinStore.MAX_BYTES) {
        throw new IOException("the file has more than " + PinStore.MAX_BYTES + " bytes");
      }
      return new Version(stamp, PinSet.of(PinFileFormat.read(text)));
    }
  }

  /**
   * Changes the stored pins. After a crash the file has either the old or the new pins.
   *
   * @param change returns the new pins, or the same object for no change; an exception leaves the
   *     file unchanged
   * @throws IOException if the pins cannot be read or stored, or the lock is not free in time
   */
  Version change(UnaryOperator<PinSet> change) throws IOException {
    boolean mine = false;
    try {
      mine = IN_PROCESS.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new IOException("another thread is changing the file");
      }
      Path folder = lockFile.resolveSibling("");
      Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
      AsynchronousFileChannel lock = locked();
      try {
        Version now = load();
        PinSet after = change.apply(now.pins());
        return after == now.pins() ? now : save(after);
      } finally {
        lock.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      if (mine) {
        IN_PROCESS.unlock();
      }
    }
  }

  /** Locks the file; the lock ends with the channel or the process. */
  private AsynchronousFileChannel locked() throws IOException, InterruptedException {
    AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(
            lockFile,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            null,
            ownerOnly(lockFile, "rw-------"));
    boolean locked = false;
    try {
      channel.lock().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      locked = true;
      return channel;
    } catch (TimeoutException e) {
      throw new IOException("another process is changing the file", e);
    } catch (ExecutionException e) {
      throw new IOException("the file cannot be locked", e.getCause());
    } finally {
      if (!locked) {
        channel.close(); // also ends the wait
      }
    }
  }

  private Version save(PinSet pins) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownerOnly(fresh, "rw-------"));
    try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
      out.write(PinFileFormat.write(pins.list()));
      out.getFD().sync();
    }
    BasicFileAttributes now = Files.readAttributes(fresh, BasicFileAttributes.class);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    existed = true;
    if (isPosix(file)) {
      force(file.resolveSibling(""));
    }
    return new Version(new Stamp(now.size(), now.lastModifiedTime(), now.fileKey()), pins);
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

  private static FileAttribute<?>[] ownerOnly(Path file, String mode) {
    return isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

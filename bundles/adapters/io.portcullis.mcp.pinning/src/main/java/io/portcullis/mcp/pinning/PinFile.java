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
 * The file of pins, which several processes share. It is replaced as a whole, so that who reads it
 * has one version or another. Who changes it locks a file beside it, reads, and writes.
 * Thread-safe.
 */
final class PinFile {

  /**
   * What tells one version of the file from another.
   *
   * @param key what the file system calls it by, such as an inode; null if it has nothing like that
   */
  record Stamp(long size, FileTime modified, @Nullable Object key) {
    static final Stamp ABSENT = new Stamp(-1, FileTime.fromMillis(0), null);
  }

  /** A version of the file. */
  record Version(Stamp stamp, PinSet pins) {}

  /**
   * One thread of this process at a time: the operating system locks for processes, and gives up
   * all that a process has locked once it closes the file anywhere.
   */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path file;
  private final Path lockFile;
  private final Duration patience;
  private volatile boolean wasThere;

  /**
   * A file that need not be there, nor its folder.
   *
   * @param patience how long others are waited for, who change it
   */
  PinFile(Path file, Duration patience) {
    this.file = file.toAbsolutePath().normalize();
    lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
    this.patience = patience;
  }

  /**
   * Which version there is now.
   *
   * @throws IOException if that cannot be told
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

  /** Java 25 says of a file under something else than a folder only that it is not there. */
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
   * The pins as they are kept; none if there has been no file.
   *
   * @throws IOException if they cannot be known
   */
  Version load() throws IOException {
    Stamp stamp = stamp(); // first: if another version is read, that is found out the next time
    if (stamp.equals(Stamp.ABSENT)) {
      if (wasThere) {
        throw new IOException("it is not there any more");
      }
      return new Version(stamp, PinSet.NONE);
    }
    wasThere = true;
    // Not a channel, which an interrupt would close.
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] text = in.readNBytes(PinStore.MAX_BYTES + 1);
      if (text.length > PinStore.MAX_BYTES) {
        throw new IOException("it has more than " + PinStore.MAX_BYTES + " bytes");
      }
      return new Version(stamp, PinSet.of(PinFileFormat.read(text)));
    }
  }

  /**
   * Keeps what becomes of the pins that are kept now. Whatever happens meanwhile, the file has the
   * one or the other.
   *
   * @param change gives the same pins if nothing changes; what it throws leaves all as it is
   * @throws IOException if the pins cannot be known or kept, or others are changing them all the
   *     time
   */
  Version change(UnaryOperator<PinSet> change) throws IOException {
    boolean mine = false;
    try {
      mine = IN_PROCESS.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new IOException("another thread is changing it");
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

  /** The lock ends with the channel, or with the process. */
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
      throw new IOException("another process is changing it", e);
    } catch (ExecutionException e) {
      throw new IOException("it cannot be locked", e.getCause());
    } finally {
      if (!locked) {
        channel.close(); // ends the wait, too
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
    wasThere = true;
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

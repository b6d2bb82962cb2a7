// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.files.LockFile;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The folder of a journal, locked for this component. */
public final class JournalDirectory implements AutoCloseable {
  /** The name of the spool in the folder. */
  public static final String SPOOL = "spool";

  private static final String LOCK = "lock";
  private static final String UNFINISHED = ".tmp";
  private static final Pattern SEGMENT = Pattern.compile("journal-([0-9]{10})\\.jsonl");

  /** Writes the content of a new file. */
  public interface Content {
    void writeTo(FileSystem.Opened file) throws IOException;
  }

  private final Path path;
  private final FileSystem disk;
  private final LockFile lock;
  private final @Nullable Object lockIdentity;
  private @Nullable Object spoolIdentity;

  private static LockFile lock(Path file) throws IOException {
    try {
      return LockFile.acquire(file);
    } catch (FileInUseException e) {
      throw new JournalException(String.valueOf(e.getMessage()), e);
    }
  }

  private JournalDirectory(Path path, FileSystem disk, LockFile lock) throws IOException {
    this.path = path;
    this.disk = disk;
    this.lock = lock;
    lockIdentity = disk.identity(path.resolve(LOCK));
  }

  /**
   * Creates the folder if missing, locks it, and removes the unfinished files of an earlier
   * process.
   */
  public static JournalDirectory open(Path path, FileSystem disk) throws IOException {
    OwnerOnly.createDirectories(path);
    OwnerOnly.restrictDirectory(path);
    JournalDirectory folder = null;
    LockFile lock = lock(path.resolve(LOCK));
    try {
      OwnerOnly.restrictFile(path.resolve(LOCK));
      folder = new JournalDirectory(path, disk, lock);
      folder.removeUnfinished();
      return folder;
    } finally {
      if (folder == null) {
        lock.close();
      }
    }
  }

  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + UNFINISHED)) {
      for (Path file : files) {
        disk.deleteIfExists(file);
      }
    }
  }

  public Path path(String name) {
    return path.resolve(name);
  }

  public FileSystem disk() {
    return disk;
  }

  public static String segmentName(long number) {
    return "journal-%010d.jsonl".formatted(number);
  }

  /** Returns the numbers of the segments, the lowest first. */
  private SortedSet<Long> segments() throws IOException {
    SortedSet<Long> numbers = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "journal-*.jsonl")) {
      for (Path file : files) {
        Matcher name = SEGMENT.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          numbers.add(Long.parseLong(name.group(1)));
        }
      }
    }
    return numbers;
  }

  /** Returns the number of the last segment, 0 without segments. */
  public long lastSegment() throws IOException {
    SortedSet<Long> numbers = segments();
    return numbers.isEmpty() ? 0 : numbers.last();
  }

  /** Deletes the segments with a lower number, the oldest first, so that a kill leaves no gap. */
  public void deleteBefore(long first) throws IOException {
    for (long number : segments().headSet(first)) {
      disk.deleteIfExists(path.resolve(segmentName(number)));
    }
  }

  /** Replaces a file atomically, or creates it. */
  public void replace(String name, Content content) throws IOException {
    place(name, content).file().close();
  }

  /**
   * An open file in place. Its identity is read before the rename, after which nothing may fail.
   */
  public record Placed(FileSystem.Opened file, @Nullable Object identity) {}

  /** Replaces a file like {@link #replace}, and returns it open. */
  public Placed place(String name, Content content) throws IOException {
    Path unfinished = path.resolve(name + UNFINISHED);
    disk.deleteIfExists(unfinished); // of a failed attempt
    FileSystem.Opened file = disk.create(unfinished);
    boolean placed = false;
    try {
      content.writeTo(file);
      Object identity = disk.identity(unfinished);
      disk.move(unfinished, path.resolve(name));
      placed = true;
      return new Placed(file, identity);
    } finally {
      if (!placed) {
        file.close();
      }
    }
  }

  /** Remembers the identity of the spool file. */
  public void watchSpool() throws IOException {
    spoolIdentity = disk.identity(path.resolve(SPOOL));
  }

  /**
   * Returns whether the spool is still the file that this process has mapped.
   *
   * @throws TamperedJournalException if the lock file is not the one that is locked
   */
  public boolean check() throws IOException {
    if (!lock.isHeld() || !Objects.equals(lockIdentity, disk.identity(path.resolve(LOCK)))) {
      throw new TamperedJournalException(
          "the lock was lost: " + path.resolve(LOCK) + " is another file");
    }
    return spoolIdentity == null || spoolIdentity.equals(disk.identity(path.resolve(SPOOL)));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** Makes earlier segments read-only, which a kill may have left writable. */
  public void sealEarlier(long last) throws IOException {
    for (long number = last - 1; number > 0; number--) {
      Path file = path.resolve(segmentName(number));
      if (!Files.exists(file) || !Files.isWritable(file)) {
        return;
      }
      disk.makeReadOnly(file);
    }
  }

  /** Opens an existing file of this folder for writing. */
  public FileSystem.Opened open(String name) throws IOException {
    return disk.open(path.resolve(name));
  }
}

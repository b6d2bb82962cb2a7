// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The segment that is written to. For the writer only. */
public final class Segment {
  private final JournalDirectory folder;
  private final long number;
  private final Path path;
  private final @Nullable Object identity;
  private final Instant openedAt;
  private final String previous;
  private FileSystem.Opened file;
  private long bytes;
  private long lines;
  private boolean sealed;
  private boolean partial;
  private boolean suspect;

  /** A segment that is open and holds so many bytes in so many lines. */
  public Segment(
      JournalDirectory folder,
      long number,
      JournalDirectory.Placed placed,
      Instant openedAt,
      String previous,
      long bytes,
      long lines,
      boolean sealed) {
    this.folder = folder;
    this.number = number;
    this.openedAt = openedAt;
    this.previous = previous;
    this.bytes = bytes;
    this.lines = lines;
    this.sealed = sealed;
    path = folder.path(JournalDirectory.segmentName(number));
    file = placed.file();
    identity = placed.identity();
  }

  public long number() {
    return number;
  }

  public Instant openedAt() {
    return openedAt;
  }

  /** The hash that the first line follows, in hex. */
  public String previous() {
    return previous;
  }

  public long bytes() {
    return bytes;
  }

  public long lines() {
    return lines;
  }

  public boolean sealed() {
    return sealed;
  }

  /** No more lines go here. */
  public void seal() {
    sealed = true;
  }

  /** Appends a batch; if that fails, nothing of it counts. */
  public void append(LineBatch batch, boolean force) throws IOException {
    if (file.size() != bytes) {
      throw changed();
    }
    partial = true;
    suspect = true;
    file.write(batch.array(), batch.length(), bytes);
    if (force) {
      file.force();
    }
    checkInPlace(); // after the write: what went into a file without a name is still in the spool
    bytes += batch.length();
    lines += batch.lines();
    partial = false;
    suspect = false;
  }

  private TamperedJournalException changed() {
    return new TamperedJournalException(path + " was changed by somebody else");
  }

  /** Whether the file is still the one that its name stands for. */
  public void checkInPlace() throws IOException {
    if (!inPlace()) {
      suspect = true;
      throw new JournalException(path + " was removed or replaced");
    }
  }

  private boolean inPlace() throws IOException {
    return identity != null && identity.equals(folder.disk().identity(path));
  }

  /** Whether something failed, so that it has to be restored. */
  public boolean suspect() {
    return suspect;
  }

  /**
   * Makes it usable again after a failure.
   *
   * @return false if the file is gone, and the lines in it with it
   */
  public boolean restore() throws IOException {
    if (!inPlace()) {
      return false;
    }
    FileSystem.Opened before = file;
    file = folder.disk().open(path); // the old one may have been closed by what failed
    before.close();
    if (file.size() < bytes || (file.size() > bytes && !partial)) {
      throw changed();
    }
    if (partial) {
      file.truncate(bytes);
    }
    partial = false;
    suspect = false;
    return true;
  }

  /** Makes a sealed segment read-only and lets go of it. */
  public void retire() throws IOException {
    if (inPlace()) {
      folder.disk().makeReadOnly(path);
    }
    file.close();
  }

  public void close() throws IOException {
    file.close();
  }
}

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

/** The segment that the writer appends to. For the writer only. */
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

  /** Creates an open segment that has so many bytes in so many lines. */
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

  /** Returns the hash that the first line follows, in hex. */
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

  /** Marks the segment as sealed: it gets no more lines. */
  public void seal() {
    sealed = true;
  }

  /** Appends a batch. After a failure, no line of it counts. */
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
    checkInPlace(); // after the write: the lines of an unlinked file are still in the spool
    bytes += batch.length();
    lines += batch.lines();
    partial = false;
    suspect = false;
  }

  private TamperedJournalException changed() {
    return new TamperedJournalException(path + " was changed by another program");
  }

  /** Checks that the path still leads to this file. */
  public void checkInPlace() throws IOException {
    if (!inPlace()) {
      suspect = true;
      throw new JournalException(path + " was removed or replaced");
    }
  }

  private boolean inPlace() throws IOException {
    return identity != null && identity.equals(folder.disk().identity(path));
  }

  /** Returns whether a failure requires a restore. */
  public boolean suspect() {
    return suspect;
  }

  /**
   * Makes the segment usable again after a failure.
   *
   * @return false if the file and its lines are gone
   */
  public boolean restore() throws IOException {
    if (!inPlace()) {
      return false;
    }
    FileSystem.Opened before = file;
    file = folder.disk().open(path); // the failure may have closed the old one
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

  /** Makes a sealed segment read-only and closes it. */
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

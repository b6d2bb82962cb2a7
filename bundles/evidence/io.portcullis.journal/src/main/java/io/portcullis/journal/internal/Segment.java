// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The segment that is written to. For the writer only. */
final class Segment {
  private final JournalFolder folder;
  private final long number;
  private final Path path;
  private final @Nullable Object identity;
  private final Instant openedAt;
  private final String previous;
  private Disk.Opened file;
  private long bytes;
  private long lines;
  private boolean sealed;
  private boolean partial;
  private boolean suspect;

  /** A segment that is open and holds so many bytes in so many lines. */
  Segment(
      JournalFolder folder,
      long number,
      JournalFolder.Placed placed,
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
    path = folder.path(JournalFolder.segmentName(number));
    file = placed.file();
    identity = placed.identity();
  }

  long number() {
    return number;
  }

  Instant openedAt() {
    return openedAt;
  }

  /** The hash that the first line follows, in hex. */
  String previous() {
    return previous;
  }

  long bytes() {
    return bytes;
  }

  long lines() {
    return lines;
  }

  boolean sealed() {
    return sealed;
  }

  /** No more lines go here. */
  void seal() {
    sealed = true;
  }

  /** Appends a batch; if that fails, nothing of it counts. */
  void append(LineBatch batch, boolean force) throws IOException {
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

  private EvidenceException changed() {
    return new EvidenceException(path + " was changed by somebody else");
  }

  /** Whether the file is still the one that its name stands for. */
  void checkInPlace() throws IOException {
    if (!inPlace()) {
      suspect = true;
      throw new JournalException(path + " was removed or replaced");
    }
  }

  private boolean inPlace() throws IOException {
    return identity != null && identity.equals(folder.disk().identity(path));
  }

  /** Whether something failed, so that it has to be restored. */
  boolean suspect() {
    return suspect;
  }

  /**
   * Makes it usable again after a failure.
   *
   * @return false if the file is gone, and the lines in it with it
   */
  boolean restore() throws IOException {
    if (!inPlace()) {
      return false;
    }
    Disk.Opened before = file;
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
  void retire() throws IOException {
    if (inPlace()) {
      folder.disk().makeReadOnly(path);
    }
    file.close();
  }

  void close() throws IOException {
    file.close();
  }
}

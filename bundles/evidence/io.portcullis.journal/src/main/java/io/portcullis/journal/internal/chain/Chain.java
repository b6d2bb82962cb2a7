// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.chain;

import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.checkpoint.HighWaterMark;
import io.portcullis.journal.internal.checkpoint.SignedCheckpoint;
import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.segment.Retention;
import io.portcullis.journal.internal.segment.Segment;
import io.portcullis.journal.internal.segment.SegmentSeal;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.DropReason;
import io.portcullis.journal.internal.spool.Ring;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash chain of the journal: it takes records from the spool and appends them to segments. For
 * one thread. A step that fails is repeated by the next pass, because the state of this object
 * changes only after the file.
 */
public final class Chain {
  /** The maximum time without a signature under constant load. */
  private static final long SIGN_NANOS = 100_000_000;

  /**
   * The maximum time without a signature when idle. A signature takes most of a millisecond; at
   * some hundred calls per second, a pause follows each call.
   */
  private static final long QUIET_SIGN_NANOS = 50_000_000;

  private static final long CHECK_NANOS = 1_000_000_000;

  private final JournalDirectory folder;
  private final SigningKey key;
  private final JournalSettings settings;
  private final InstantSource clock;
  private final HighWaterMark mark;
  private final LineBatch batch;
  private final HousekeepingRecords records;
  private final Retention retention;
  private ChainPosition point;
  private @Nullable Segment segment;
  private long signedSeq;
  private long signedNanos = System.nanoTime();
  private long checkedNanos = System.nanoTime();
  private boolean folderUnforced;

  /** Continues from a position in a segment, or starts a chain without segments. */
  public Chain(
      JournalDirectory folder,
      SigningKey key,
      HighWaterMark mark,
      JournalSettings settings,
      InstantSource clock,
      ChainPosition point,
      Retention retention,
      @Nullable Segment segment) {
    this.folder = folder;
    this.key = key;
    this.mark = mark;
    signedSeq = mark.reached().signed();
    batch = new LineBatch(new LineMac(key));
    this.settings = settings;
    this.clock = clock;
    this.point = point;
    this.retention = retention;
    this.segment = segment;
    records = new HousekeepingRecords(settings.maxBodyBytes());
  }

  /** Returns the position after the last line. */
  public ChainPosition point() {
    return point;
  }

  /**
   * Does all work that is due.
   *
   * @param quiet whether the last pass found no record, so that this is a good time to sign
   * @param last whether this is the last pass
   * @return whether it wrote anything
   * @throws TamperedJournalException if a written file was changed; no further pass may follow
   * @throws IOException if a step failed; the next pass tries again
   */
  public boolean pass(Spool spool, boolean quiet, boolean last) throws IOException {
    Segment current = ready(spool);
    batch.start(point);
    reportLosses(spool);
    long losses = batch.lines();
    long position = takeRecords(spool, current);
    long taken = batch.lines() - losses;
    boolean seal = current.lines() + batch.lines() > 1 && (oversized(current) || aged(current));
    boolean worked = batch.lines() > 0 || seal;
    if (worked) {
      write(current, seal);
      spool.consumed(position, taken, point.seq());
      mark();
    }
    signIfDue(spool, seal || last, quiet);
    return worked;
  }

  /** Checks and restores the files, and returns the segment to write to. */
  private Segment ready(Spool spool) throws IOException {
    check(spool);
    mark();
    Segment current = usable(spool);
    removeOld(current);
    return current;
  }

  /** Moves records from the spool to the batch until it is full, and returns where they end. */
  private long takeRecords(Spool spool, Segment current) throws IOException {
    long position = spool.consumed();
    long tail = spool.tail();
    while (position < tail && !batch.full() && !oversized(current)) {
      int length = spool.length(position);
      batch.reserve(length);
      spool.read(position, batch.array(), batch.bodyAt(), length);
      position += Ring.room(length);
      batch.line(length, position);
    }
    return position;
  }

  private void signIfDue(Spool spool, boolean now, boolean quiet) throws IOException {
    boolean flush = spool.flushDue();
    if (now || flush || System.nanoTime() - signedNanos > (quiet ? QUIET_SIGN_NANOS : SIGN_NANOS)) {
      sign();
    }
    if (flush) {
      spool.signed();
    }
  }

  /**
   * Removes old segments. The record is on the disk before the first file is deleted, so a kill in
   * between loses nothing.
   */
  private void removeOld(Segment current) throws IOException {
    List<SegmentSeal> due = retention.due(clock.instant(), current.bytes());
    if (!due.isEmpty() && !current.sealed()) {
      batch.start(point);
      batch.line(records.removed(due, retention.reason(), clock.instant()));
      append(current, true);
      retention.recorded(due);
      sign();
    }
    retention.delete();
  }

  private void write(Segment current, boolean seal) throws IOException {
    Instant now = clock.instant();
    if (seal) {
      batch.line(records.sealed(current, batch, now));
    }
    append(current, seal || settings.durability() == Durability.DISK);
    if (seal) {
      current.seal();
      retention.sealed(sealOf(current, now));
    }
  }

  private SegmentSeal sealOf(Segment current, Instant now) {
    return new SegmentSeal(
        current.number(),
        current.bytes(),
        current.lines(),
        current.previous(),
        point.seq(),
        HexFormat.of().formatHex(point.hash()),
        now);
  }

  private void append(Segment current, boolean force) throws IOException {
    batch.authenticate();
    current.append(batch, force);
    point = batch.end();
  }

  /** Writes the high-water mark. If this fails, the next pass repeats it. */
  private void mark() throws IOException {
    Segment current = segment;
    if (current != null) {
      mark.write(current.number(), point, signedSeq);
    }
  }

  /** Writes one line of the journal itself, and advances the position in the spool. */
  public void mark(CanonicalBuffer line, long spoolAfter) throws IOException {
    Segment current = usable(null);
    batch.start(point);
    batch.line(line, spoolAfter);
    write(current, false);
  }

  private void check(Spool spool) throws IOException {
    long now = System.nanoTime();
    if (now - checkedNanos < CHECK_NANOS) {
      return;
    }
    checkedNanos = now;
    if (!folder.check()) { // its records are still in memory, but would not survive a kill
      spool.refuse(new JournalException("the spool was removed or replaced while it was in use"));
    }
    mark.checkInPlace();
    if (segment != null && !segment.sealed()) {
      segment.checkInPlace();
    }
  }

  private boolean oversized(Segment current) {
    return current.bytes() + batch.length() >= settings.segmentBytes();
  }

  private boolean aged(Segment current) {
    return Duration.between(current.openedAt(), clock.instant()).toSeconds()
        >= settings.segmentSeconds();
  }

  private void reportLosses(Spool spool) {
    for (DropReason cause : DropReason.values()) {
      long lost = spool.promise(cause, batch.nextSeq());
      if (lost > 0) {
        batch.line(records.gap(lost, cause.reason(), clock.instant()));
      }
    }
  }

  /**
   * Returns the segment to write to: the current one, restored after a failure, or the next one.
   */
  private Segment usable(@Nullable Spool spool) throws IOException {
    Segment current = segment;
    if (current == null) {
      current = next(1, 0);
    } else if (current.sealed()) {
      current.retire();
      current = next(current.number() + 1, 0);
    } else if (current.suspect()) {
      current = restored(current, spool);
    }
    if (folderUnforced) {
      folder.disk().forceFolder(folder.path(""));
      folderUnforced = false;
    }
    return current;
  }

  private Segment restored(Segment current, @Nullable Spool spool) throws IOException {
    boolean there = current.restore();
    if (spool != null) {
      spool.confirmReported(point.seq()); // before another line gets a promised number
    }
    if (there) {
      return current;
    }
    current.close();
    return next(current.number() + 1, current.lines());
  }

  private Segment next(long number, long lostLines) throws IOException {
    String name = JournalDirectory.segmentName(number);
    if (folder.disk().identity(folder.path(name)) != null) {
      throw new TamperedJournalException(folder.path(name) + " exists already");
    }
    Instant now = clock.instant();
    String previous = HexFormat.of().formatHex(point.hash());
    firstLines(number, previous, lostLines, now);
    JournalDirectory.Placed placed = place(name);
    Segment opened =
        new Segment(folder, number, placed, now, previous, batch.length(), batch.lines(), false);
    segment = opened;
    point = batch.end();
    folderUnforced = true;
    return opened;
  }

  private void firstLines(long number, String previous, long lostLines, Instant now) {
    batch.start(point);
    batch.line(records.opening(number, retention.firstSegment(), previous, key.digest(), now));
    if (lostLines > 0) {
      String reason = "the segment before was removed or replaced while it was written";
      batch.line(records.gap(lostLines, reason, clock.instant()));
    }
    batch.authenticate();
  }

  /** Writes the batch to a new file, and forces it. */
  private JournalDirectory.Placed place(String name) throws IOException {
    return folder.place(
        name,
        file -> {
          file.write(batch.array(), batch.length(), 0);
          file.force();
        });
  }

  /** Signs the checkpoint, unless it is up to date. */
  public void sign() throws IOException {
    signedNanos = System.nanoTime();
    Segment current = segment;
    if (current == null || point.seq() == signedSeq) {
      return;
    }
    SignedCheckpoint head =
        new SignedCheckpoint(current.number(), point.seq(), HexFormat.of().formatHex(point.hash()));
    replaceCheckpoint(head.signed(key, clock.instant()));
    signedSeq = point.seq();
    mark();
  }

  private void replaceCheckpoint(byte[] line) throws IOException {
    boolean force = settings.durability() == Durability.DISK;
    folder.replace(
        SignedCheckpoint.NAME,
        file -> {
          file.write(line, line.length, 0);
          if (force) {
            file.force();
          }
        });
    if (force) { // the mark must not be ahead of the disk
      folder.disk().forceFolder(folder.path(""));
    }
  }

  /** Creates the first segment if none exists. */
  public void begin() throws IOException {
    Segment unused = usable(null);
  }

  /** Closes the files. */
  public void close() throws IOException {
    try (folder) {
      mark.close();
      if (segment != null) {
        segment.close();
      }
    }
  }
}

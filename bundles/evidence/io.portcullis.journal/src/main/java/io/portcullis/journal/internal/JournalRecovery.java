// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.journal.internal.chain.Chain;
import io.portcullis.journal.internal.chain.ChainWriter;
import io.portcullis.journal.internal.checkpoint.Anchor;
import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.checkpoint.HighWaterMark;
import io.portcullis.journal.internal.checkpoint.SignedCheckpoint;
import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.record.RecordBody;
import io.portcullis.journal.internal.record.RecordField;
import io.portcullis.journal.internal.segment.EarlierSegments;
import io.portcullis.journal.internal.segment.Retention;
import io.portcullis.journal.internal.segment.Segment;
import io.portcullis.journal.internal.segment.SegmentSeal;
import io.portcullis.journal.internal.segment.SegmentTail;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.CompletionExecutor;
import io.portcullis.journal.internal.spool.Ring;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import io.portcullis.journal.internal.spool.SpoolFile;
import io.portcullis.journal.internal.spool.WriterWakeup;
import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a journal: finds the end of the chain, chains the records in the spool, and writes a record
 * of the recovery. A journal after a kill at any point can be opened; a tampered one cannot.
 */
final class JournalRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

  private final Path path;
  private final JournalSettings settings;
  private final InstantSource clock;
  private final FileSystem disk;
  private final CompletionExecutor completions = new CompletionExecutor();
  private final WriterWakeup signal = new WriterWakeup();

  /** The chain, which closes the folder too. */
  private @Nullable Chain opened;

  JournalRecovery(Path path, JournalSettings settings, InstantSource clock, FileSystem disk) {
    this.path = path;
    this.settings = settings;
    this.clock = clock;
    this.disk = disk;
  }

  /** The content of the spool at the start. */
  private record Found(@Nullable SpoolFile file, long end, long chained, long torn, String reason) {
    boolean changed() {
      return chained + torn > 0 || !reason.isEmpty();
    }
  }

  ChainedJournal open() throws IOException {
    JournalDirectory folder = JournalDirectory.open(path, disk);
    ChainedJournal journal = null;
    try {
      journal = recover(folder);
      return journal;
    } catch (TamperedJournalException e) {
      throw notContinued(e);
    } catch (InternalError e) { // the mapped spool was cut while it was read
      throw new JournalException(
          "the spool cannot be read: " + PrintableText.line(e.toString()), e);
    } finally {
      if (journal == null) {
        close(folder);
      }
    }
  }

  private void close(JournalDirectory folder) throws IOException {
    if (opened == null) {
      folder.close();
    } else {
      opened.close();
    }
  }

  private TamperedJournalException notContinued(TamperedJournalException e) {
    return new TamperedJournalException(
        e.getMessage()
            + ". The journal was changed and is not continued: run 'portcullis journal verify "
            + path
            + "', move the folder away, and start again",
        e);
  }

  private ChainedJournal recover(JournalDirectory folder) throws IOException {
    Checked checked = check(folder);
    SpoolChecksums tags = new SpoolChecksums(checked.key());
    Found found = find(folder, checked.end(), tags);
    Chain chain = chain(folder, checked);
    opened = chain;
    Spool spool = spool(folder, chain, found, checked.end(), tags);
    chain.begin();
    chain.sign();
    LOG.info(
        "Opened journal {} at record {}, durability {}",
        path,
        chain.point().seq(),
        settings.durability().word());
    ChainWriter writer = new ChainWriter(chain, spool, completions, signal);
    ChainedRecords records = new ChainedRecords(folder, checked.key(), spool);
    return new ChainedJournal(spool, tags, settings, writer, records);
  }

  /** Continues the chain at the end of the last segment, or starts one. */
  private Chain chain(JournalDirectory folder, Checked checked) throws IOException {
    SegmentTail end = checked.end();
    Segment segment = end == null ? null : segment(folder, checked.last(), end);
    ChainPosition point = end == null ? ChainPosition.START : end.point();
    long first = end == null ? 1 : end.firstSegment();
    deleteRemoved(folder, first);
    Retention retention = new Retention(folder, settings, first, checked.seals());
    return new Chain(
        folder, checked.key(), checked.mark(), settings, clock, point, retention, segment);
  }

  /**
   * Deletes removed segments: a kill may have come between the record of a removal and the
   * deletion.
   */
  private static void deleteRemoved(JournalDirectory folder, long first) {
    try {
      folder.deleteBefore(first);
    } catch (IOException e) {
      LOG.warn("Cannot delete the segments before number {}; their removal is recorded", first, e);
    }
  }

  /**
   * The authenticated files of the journal.
   *
   * @param last the number of the last segment, 0 without segments
   * @param end the end of that segment
   * @param seals the seals of the earlier ones, the newest first
   */
  private record Checked(
      SigningKey key,
      HighWaterMark mark,
      long last,
      @Nullable SegmentTail end,
      List<SegmentSeal> seals) {}

  private Checked check(JournalDirectory folder) throws IOException {
    long last = folder.lastSegment();
    SigningKey key = SigningKey.open(folder, last == 0);
    HighWaterMark mark = HighWaterMark.open(folder, key);
    SignedCheckpoint head = SignedCheckpoint.read(folder.path(SignedCheckpoint.NAME), key);
    if (last == 0) {
      reaches(folder, head, mark.reached(), 0, "");
      return new Checked(key, mark, 0, null, List.of());
    }
    List<Anchor> anchors = anchors(head, mark.reached());
    SegmentTail end = lastSegment(folder, last, key, anchors);
    reaches(folder, head, mark.reached(), end.point().seq(), end.problem());
    List<SegmentSeal> seals =
        EarlierSegments.check(folder, last, end, anchors, EarlierSegments.READ_BYTES);
    folder.sealEarlier(last);
    return new Checked(key, mark, last, end, seals);
  }

  private static SegmentTail lastSegment(
      JournalDirectory folder, long last, SigningKey key, List<Anchor> anchors) throws IOException {
    Path file = folder.path(JournalDirectory.segmentName(last));
    SegmentTail end = SegmentTail.read(file, last, new LineMac(key), anchors);
    if (!end.opening().key().equals(key.digest())) {
      throw new TamperedJournalException(file + " was written with another key");
    }
    return end;
  }

  private static List<Anchor> anchors(@Nullable SignedCheckpoint head, HighWaterMark.Reached mark) {
    List<Anchor> anchors = new ArrayList<>();
    anchors.add(new Anchor(HighWaterMark.NAME, mark.seq(), HexFormat.of().formatHex(mark.hash())));
    if (head != null) {
      anchors.add(new Anchor(SignedCheckpoint.NAME, head.seq(), head.hash()));
    }
    return anchors;
  }

  /**
   * Compares the end of the journal with the checkpoint and the high-water mark.
   *
   * @param problem the reason why the chain ends, empty if the file ends there
   */
  private static void reaches(
      JournalDirectory folder,
      @Nullable SignedCheckpoint head,
      HighWaterMark.Reached mark,
      long end,
      String problem)
      throws TamperedJournalException {
    long signed = head == null ? 0 : head.seq();
    String why = problem.isEmpty() ? "" : problem + "; ";
    if (signed > end) {
      throw new TamperedJournalException(
          why + folder.path(SignedCheckpoint.NAME) + said("signed for record ", signed, end));
    }
    if (mark.seq() > end) {
      throw new TamperedJournalException(
          why + folder.path(HighWaterMark.NAME) + said("written for record ", mark.seq(), end));
    }
    if (signed < mark.signed()) {
      String fault = head == null ? " is missing" : " went back: it is signed for record " + signed;
      String later = ", and a later one was signed for record " + mark.signed();
      throw new TamperedJournalException(folder.path(SignedCheckpoint.NAME) + fault + later);
    }
  }

  private static String said(String what, long seq, long end) {
    return " was " + what + seq + ", and the journal is authentic up to record " + end + " only";
  }

  private Segment segment(JournalDirectory folder, long number, SegmentTail end)
      throws IOException {
    String name = JournalDirectory.segmentName(number);
    Object identity = disk.identity(folder.path(name));
    // A sealed segment may be read-only, and is not written.
    FileSystem.Opened file = end.sealed() ? new ClosedFile() : cutToEnd(folder.open(name), end);
    return new Segment(
        folder,
        number,
        new JournalDirectory.Placed(file, identity),
        end.opening().at(),
        end.opening().previous(),
        end.bytes(),
        end.lines(),
        end.sealed());
  }

  /** Cuts off what follows the last authentic line; closes the file if that fails. */
  private static FileSystem.Opened cutToEnd(FileSystem.Opened file, SegmentTail end)
      throws IOException {
    boolean cut = false;
    try {
      if (end.cutBytes() > 0) {
        file.truncate(end.bytes());
      }
      cut = true;
      return file;
    } finally {
      if (!cut) {
        file.close();
      }
    }
  }

  private static Found find(JournalDirectory folder, @Nullable SegmentTail end, SpoolChecksums tags)
      throws IOException {
    Path file = folder.path(SpoolFile.NAME);
    SpoolFile spool = SpoolFile.open(file, tags);
    long from = end == null ? 0 : end.point().spool();
    if (spool == null || from % Ring.RECORD_HEADER != 0) {
      String reason = Files.exists(file) ? "the spool was damaged" : "the spool was missing";
      return new Found(null, from, 0, 0, end == null ? "" : reason);
    }
    Ring ring = spool.ring();
    long tail = ring.end(from);
    requireEnd(spool.consumed(), from);
    spool.losses().confirmReported(end == null ? 0 : end.point().seq());
    return new Found(spool, tail, ring.count(from, tail), ring.begunAfter(tail, from), "");
  }

  private static void requireEnd(long consumed, long from) throws TamperedJournalException {
    if (consumed > from) {
      throw new TamperedJournalException(
          "the end of the last segment is missing: it was written up to position "
              + consumed
              + " of the spool, and ends at "
              + from);
    }
  }

  /** Chains the records in the spool, and returns the spool for new records. */
  private Spool spool(
      JournalDirectory folder,
      Chain chain,
      Found found,
      @Nullable SegmentTail end,
      SpoolChecksums tags)
      throws IOException {
    SpoolFile file = found.file();
    long firstSeq = chain.point().seq() + 1;
    chainRecords(chain, found);
    long start = found.end();
    if (found.changed() || (end != null && end.cutBytes() > 0)) {
      // Starts one lap later, so that nothing in the ring can be mistaken for a new record.
      start += file == null ? settings.spoolBytes() : file.ring().capacity();
      logRecovery(found, end);
      chain.mark(recovered(found, end, firstSeq, chain.point().seq()), start);
    }
    SpoolFile next = file != null && reusable(file) ? file : created(folder, start, tags);
    if (settings.durability() != Durability.NONE) {
      next.consumed(start);
      folder.watchSpool();
    }
    boolean waitForChain = settings.durability() == Durability.DISK;
    return new Spool(next, start, start, waitForChain, completions, signal);
  }

  private void chainRecords(Chain chain, Found found) throws IOException {
    SpoolFile file = found.file();
    if (file != null) {
      Spool before =
          new Spool(file, chain.point().spool(), found.end(), false, completions, signal);
      while (chain.pass(before, false, false)) {
        LOG.debug("Chained records of an earlier process up to {}", chain.point().seq());
      }
    }
  }

  private void logRecovery(Found found, @Nullable SegmentTail end) {
    LOG.warn(
        "Recovered journal {}: {} records chained from the spool, {} bytes without a MAC cut"
            + " off, {} records incomplete {}",
        path,
        found.chained(),
        end == null ? 0 : end.cutBytes(),
        found.torn(),
        found.reason());
  }

  private CanonicalBuffer recovered(
      Found found, @Nullable SegmentTail end, long firstSeq, long lastSeq) {
    RecordBody body =
        new RecordBody(settings.maxBodyBytes())
            .start("recovered", clock.instant())
            .set(RecordField.CHAINED, found.chained())
            .set(RecordField.CUT_BYTES, end == null ? 0 : end.cutBytes())
            .set(RecordField.CUT_LINES, end == null ? 0 : end.cutLines())
            .set(RecordField.TORN, found.torn())
            .set(RecordField.REASON, found.reason());
    if (lastSeq >= firstSeq) {
      body.set(RecordField.FIRST_SEQ, firstSeq).set(RecordField.LAST_SEQ, lastSeq);
    }
    return body.write();
  }

  private boolean reusable(SpoolFile file) {
    return settings.durability() != Durability.NONE
        && file.ring().capacity() == settings.spoolBytes();
  }

  private SpoolFile created(JournalDirectory folder, long start, SpoolChecksums tags)
      throws IOException {
    int capacity = (int) settings.spoolBytes();
    return settings.durability() == Durability.NONE
        ? SpoolFile.inHeap(capacity, tags)
        : SpoolFile.create(folder, capacity, start, tags);
  }

  /** A file that is not written any more. */
  private static final class ClosedFile implements FileSystem.Opened {
    @Override
    public void write(byte[] bytes, int length, long at) throws IOException {
      throw new IOException("the segment is sealed");
    }

    @Override
    public void force() {}

    @Override
    public void truncate(long size) throws IOException {
      throw new IOException("the segment is sealed");
    }

    @Override
    public long size() throws IOException {
      throw new IOException("the segment is sealed");
    }

    @Override
    public void close() {}
  }
}

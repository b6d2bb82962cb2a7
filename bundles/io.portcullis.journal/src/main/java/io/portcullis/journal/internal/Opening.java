// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a journal: finds where the chain ends, chains what is still in the spool, and says in the
 * chain what it has found. Whatever a kill leaves behind, at any point, can be opened; what
 * somebody changed cannot.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private final Path path;
  private final JournalSettings settings;
  private final InstantSource clock;
  private final Disk disk;
  private final Completions completions = new Completions();
  private final WriterSignal signal = new WriterSignal();

  Opening(Path path, JournalSettings settings, InstantSource clock, Disk disk) {
    this.path = path;
    this.settings = settings;
    this.clock = clock;
    this.disk = disk;
  }

  /** What was found in the spool. */
  private record Found(
      @Nullable SpoolFile file, long end, long chained, long torn, String reason) {}

  ChainedJournal open() throws IOException {
    JournalFolder folder = JournalFolder.open(path, disk);
    Chain chain = null;
    ChainedJournal journal = null;
    try {
      long last = folder.lastSegment();
      SigningKey key = SigningKey.open(folder, last == 0);
      Head head = Head.read(folder.path(Head.NAME), key);
      SegmentEnd end = last == 0 ? null : lastSegment(folder, last, head, key);
      if (end == null && head != null) {
        throw new EvidenceException(missing(folder, head, 0));
      }
      Found found = find(folder, end);
      Segment segment = end == null ? null : segment(folder, last, end);
      ChainPoint point = end == null ? ChainPoint.START : end.point();
      chain = new Chain(folder, key, settings, clock, point, segment);
      Spool spool = spool(folder, chain, found, end == null ? 0 : end.cutBytes());
      chain.begin();
      chain.sign();
      LOG.info(
          "journal {} open at record {}, durability {}",
          path,
          chain.point().seq(),
          settings.durability().word());
      journal = new ChainedJournal(spool, settings, new Writer(chain, spool, completions, signal));
      return journal;
    } catch (InternalError e) { // the mapped spool was cut while it was read
      throw new JournalException("the spool cannot be read: " + Writer.oneLine(e), e);
    } finally {
      if (journal == null) {
        if (chain == null) {
          folder.close();
        } else {
          chain.close();
        }
      }
    }
  }

  private static String missing(JournalFolder folder, Head head, long end) {
    return folder.path(Head.NAME)
        + " was signed for record "
        + head.seq()
        + ", and the journal ends at "
        + end;
  }

  private static SegmentEnd lastSegment(
      JournalFolder folder, long last, @Nullable Head head, SigningKey key) throws IOException {
    folder.sealEarlier(last);
    Path file = folder.path(JournalFolder.segmentName(last));
    SegmentEnd end = SegmentEnd.read(file, last, head == null ? 0 : head.seq());
    if (!end.key().equals(key.digest())) {
      throw new EvidenceException(file + " was written with another key");
    }
    if (head == null) {
      if (last > 1 || end.lines() > 1) { // the first line is written before the first head
        throw new EvidenceException(folder.path(Head.NAME) + " is missing");
      }
    } else if (head.segment() > last || head.seq() > end.point().seq()) {
      throw new EvidenceException(missing(folder, head, end.point().seq()));
    } else if (head.segment() == last && !head.hash().equals(end.headHash())) {
      throw new EvidenceException(file + " is not what was signed: record " + head.seq());
    }
    return end;
  }

  private Segment segment(JournalFolder folder, long number, SegmentEnd end) throws IOException {
    String name = JournalFolder.segmentName(number);
    Object identity = disk.identity(folder.path(name));
    if (end.sealed()) { // it may be read-only, and nothing is written to it
      Disk.Opened nothing = new ClosedFile();
      return new Segment(
          folder,
          number,
          new JournalFolder.Placed(nothing, identity),
          end.openedAt(),
          end.bytes(),
          end.lines(),
          true);
    }
    Disk.Opened file = folder.open(name);
    boolean cut = false;
    try {
      if (end.cutBytes() > 0) {
        file.truncate(end.bytes());
      }
      cut = true;
    } finally {
      if (!cut) {
        file.close();
      }
    }
    return new Segment(
        folder,
        number,
        new JournalFolder.Placed(file, identity),
        end.openedAt(),
        end.bytes(),
        end.lines(),
        false);
  }

  private static Found find(JournalFolder folder, @Nullable SegmentEnd end) throws IOException {
    Path file = folder.path(SpoolFile.NAME);
    SpoolFile spool = SpoolFile.open(file);
    long from = end == null ? 0 : end.point().spool();
    if (spool == null || from % Ring.RECORD_HEADER != 0) {
      String reason = Files.exists(file) ? "the spool was damaged" : "the spool was missing";
      return new Found(null, from, 0, 0, end == null ? "" : reason);
    }
    Ring ring = spool.ring();
    long tail = ring.end(from);
    // What the spool still has could be chained again; without a segment not even its number is
    // known.
    if (spool.consumed() > (end == null ? 0 : tail)) {
      throw new EvidenceException(
          "the end of the last segment is missing: it was written up to position "
              + spool.consumed()
              + " of the spool, and ends at "
              + from);
    }
    spool.losses().settle(end == null ? 0 : end.point().seq());
    return new Found(spool, tail, ring.count(from, tail), ring.begunAfter(tail, from), "");
  }

  /** Chains what was found, and gives the spool to go on with. */
  private Spool spool(JournalFolder folder, Chain chain, Found found, long cutBytes)
      throws IOException {
    SpoolFile file = found.file();
    if (file != null) {
      Spool before =
          new Spool(file, chain.point().spool(), found.end(), false, completions, signal);
      while (chain.pass(before, false, false)) {
        LOG.debug("records of an earlier process are in the chain up to {}", chain.point().seq());
      }
    }
    long start = found.end();
    if (cutBytes + found.chained() + found.torn() > 0 || !found.reason().isEmpty()) {
      // One lap further on, so that nothing in the ring can be taken for a record that comes.
      start += file == null ? 0 : file.ring().capacity();
      LOG.warn(
          "journal {} recovered: {} records chained, {} bytes cut, {} records torn {}",
          path,
          found.chained(),
          cutBytes,
          found.torn(),
          found.reason());
      chain.mark(recovered(found, cutBytes), start);
    }
    SpoolFile next = file != null && reusable(file) ? file : created(folder, start);
    if (settings.durability() != Durability.NONE) {
      next.consumed(start);
      folder.watchSpool();
    }
    return new Spool(
        next, start, start, settings.durability() == Durability.DISK, completions, signal);
  }

  private CanonicalBuffer recovered(Found found, long cutBytes) {
    return new Body(settings.maxBodyBytes())
        .start("recovered", clock.instant())
        .set(Field.CHAINED, found.chained())
        .set(Field.CUT_BYTES, cutBytes)
        .set(Field.TORN, found.torn())
        .set(Field.REASON, found.reason())
        .write();
  }

  private boolean reusable(SpoolFile file) {
    return settings.durability() != Durability.NONE
        && file.ring().capacity() == settings.spoolBytes();
  }

  private SpoolFile created(JournalFolder folder, long start) throws IOException {
    int capacity = (int) settings.spoolBytes();
    return settings.durability() == Durability.NONE
        ? SpoolFile.inHeap(capacity)
        : SpoolFile.create(folder, capacity, start);
  }

  /** Stands for a file that is not written to any more. */
  private static final class ClosedFile implements Disk.Opened {
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

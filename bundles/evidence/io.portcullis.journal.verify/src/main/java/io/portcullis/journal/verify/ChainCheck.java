// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.ChainHash;
import io.portcullis.journal.format.Hex64;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalLocation;
import io.portcullis.journal.format.JournalRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Checks the records one after the other and refuses the first that does not follow. */
final class ChainCheck {
  private static final long FORMAT = 2;

  private final JournalReader reader;
  private final boolean folder;
  private JournalLocation end;
  private long segment;
  private long segments;
  private boolean sealed = true;
  private long spool;
  private long firstSeq;
  private long lastSeq;
  private String first = Hex64.ZEROS;
  private String last = Hex64.ZEROS;
  private String key = "";
  private String segmentPrevious = Hex64.ZEROS;
  private long bytes;
  private @Nullable JournalRecord start;
  private long removed;

  /** Creates a check from the first record of a whole journal, or of one file of it. */
  ChainCheck(JournalReader reader, boolean folder) {
    this.reader = reader;
    this.folder = folder;
    this.end = reader.end();
  }

  void check(JournalRecord record) throws IOException, JournalFaultException {
    boolean opens = record.place().line() == 1;
    if (opens) {
      formatted(record);
      opened(record);
    } else if (sealed) {
      throw wrong(Kind.AFTER_SEAL, record, "a record after the seal of the segment");
    }
    linked(record, opens);
    described(record, opens);
    if (record.kind().equals("sealed")) {
      seal(record);
    }
    if (folder && (opens || record.kind().equals("removed"))) {
      removal(record);
    }
    advance(record);
  }

  private void advance(JournalRecord record) {
    bytes += reader.lineBytes();
    firstSeq = firstSeq == 0 ? record.seq() : firstSeq;
    lastSeq = record.seq();
    last = record.hash();
    spool = record.spool();
    end = new JournalLocation(record.place().file(), segment, record.place().line() + 1);
  }

  /** Checks the format first: lines of another format have other hashes. */
  private static void formatted(JournalRecord record) throws JournalFaultException {
    long format = record.whole("format");
    if (record.kind().equals("segment") && format != FORMAT) {
      throw wrong(
          Kind.SEGMENT_WRONG,
          record,
          "of format %d; this version reads format %d".formatted(format, FORMAT));
    }
  }

  private void opened(JournalRecord record) throws JournalFaultException {
    if (folder) {
      follows(record, record.place().segment());
    }
    if (!sealed) {
      throw new JournalFaultException(
          Kind.SEAL_WRONG,
          end,
          due(),
          "the segment ends here without its seal" + Diagnosis.missing(due(), record));
    }
    segment = record.place().segment();
    segments++;
    sealed = false;
    if (!folder) {
      beginFile(record);
    }
  }

  private void follows(JournalRecord record, long number) throws JournalFaultException {
    if (segments == 0 && number > 1) {
      begunLate(record);
    } else if (number != segment + 1) {
      String which = number == segment + 2 ? "" : " to " + (number - 1);
      throw new JournalFaultException(
          Kind.SEGMENT_MISSING,
          record.place(),
          record.seq(),
          "segment " + (segment + 1) + which + " is missing" + Diagnosis.missing(due(), record));
    }
  }

  private void beginFile(JournalRecord record) throws JournalFaultException {
    if (!record.kind().equals("segment") || !Hex64.is(record.text("previous"))) {
      throw wrong(Kind.SEGMENT_WRONG, record, "the file does not begin with a segment record");
    }
    first = record.text("previous");
    last = first;
    lastSeq = record.seq() - 1;
  }

  /**
   * Notes that earlier segments are missing. Whether their removal is recorded is known at the end.
   */
  private void begunLate(JournalRecord record) {
    start = record;
    first = record.text("previous");
    last = first;
    lastSeq = record.seq() - 1;
    segment = record.place().segment() - 1;
  }

  /** Checks a record about segments that retention removed. */
  private void removal(JournalRecord record) throws JournalFaultException {
    long through =
        record.kind().equals("removed")
            ? record.whole("lastSegment")
            : record.whole("firstSegment") - 1;
    if (through >= segment) {
      throw wrong(Kind.SEGMENT_WRONG, record, "it records the removal of its own segment");
    }
    removed = Math.max(removed, through);
    JournalRecord begin = start;
    if (begin != null
        && record.kind().equals("removed")
        && through == begin.place().segment() - 1
        && (!record.text("lastHash").equals(first) || record.whole("lastSeq") != begin.seq() - 1)) {
      throw wrong(Kind.SEGMENT_WRONG, record, "the first segment does not follow the removed one");
    }
  }

  /**
   * Returns the fault if the first existing segment is not the first, unless retention has removed
   * the others.
   */
  @Nullable JournalFault missingBefore() {
    JournalRecord begin = start;
    if (begin == null || removed >= begin.place().segment() - 1) {
      return null;
    }
    long lastMissing = begin.place().segment() - 1;
    String which = lastMissing == removed + 1 ? "" : " to " + lastMissing;
    return new JournalFault(
        Kind.SEGMENT_MISSING,
        begin.place(),
        begin.seq(),
        "segment " + (removed + 1) + which + " is missing" + Diagnosis.missing(1, begin));
  }

  /** Returns the number of the last segment that retention removed, 0 if it removed none. */
  long removed() {
    return start == null ? 0 : start.place().segment() - 1;
  }

  private long due() {
    return lastSeq + 1;
  }

  private void linked(JournalRecord record, boolean opens)
      throws IOException, JournalFaultException {
    if (record.seq() != due() || !ChainHash.of(record, last).equals(record.hash())) {
      throw new JournalFaultException(
          new Diagnosis(reader).of(record, due(), last, opens && !folder));
    }
    if (record.spool() < spool) {
      throw wrong(Kind.CHAIN_BROKEN, record, "spool fell from " + spool + " to " + record.spool());
    }
  }

  /** Checks that a segment describes itself in its first line, and nowhere else. */
  private void described(JournalRecord record, boolean opens) throws JournalFaultException {
    if (record.kind().equals("segment") != opens) {
      throw wrong(
          Kind.SEGMENT_WRONG,
          record,
          opens ? "the segment begins with another record" : "a segment record inside a segment");
    }
    if (opens) {
      describedBy(record);
    }
  }

  private void describedBy(JournalRecord record) throws JournalFaultException {
    if (segment != 0 && record.whole("number") != segment) {
      String message = "this is segment " + record.whole("number") + " by its record";
      throw wrong(Kind.SEGMENT_WRONG, record, message);
    }
    segment = record.whole("number");
    if (!record.text("previous").equals(last)) {
      throw wrong(Kind.SEGMENT_WRONG, record, "it names another previous hash");
    }
    if (!key.isEmpty() && !key.equals(record.text("key"))) {
      throw wrong(Kind.KEY_WRONG, record, "the key differs from that of earlier segments");
    }
    key = record.text("key");
    segmentPrevious = last;
    bytes = 0;
  }

  private void seal(JournalRecord record) throws JournalFaultException {
    sealed = true;
    if (record.whole("bytes") != bytes || !record.text("previous").equals(segmentPrevious)) {
      throw wrong(
          Kind.SEAL_WRONG,
          record,
          "the seal is for %d bytes after %s, here are %d after %s"
              .formatted(record.whole("bytes"), record.text("previous"), bytes, segmentPrevious));
    }
    if (record.whole("number") != segment || record.whole("records") != record.place().line()) {
      throw wrong(
          Kind.SEAL_WRONG,
          record,
          "the seal is for %d records of segment %d, here are %d of segment %d"
              .formatted(
                  record.whole("records"), record.whole("number"), record.place().line(), segment));
    }
  }

  private static JournalFaultException wrong(Kind kind, JournalRecord record, String message) {
    return new JournalFaultException(kind, record.place(), record.seq(), message);
  }

  /** Returns the place of the next record if it is in the same segment. */
  JournalLocation end() {
    return end;
  }

  long segments() {
    return segments;
  }

  long firstSeq() {
    return firstSeq;
  }

  /** Returns the number of the last good record, or 0. */
  long lastSeq() {
    return firstSeq == 0 ? 0 : lastSeq;
  }

  /** Returns the hash that the first record follows. */
  String previous() {
    return first;
  }

  String lastHash() {
    return last;
  }

  /** Returns the key that the segments name. */
  String key() {
    return key;
  }
}

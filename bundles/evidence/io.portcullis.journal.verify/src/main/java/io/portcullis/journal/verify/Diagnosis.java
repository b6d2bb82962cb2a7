// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.ChainHash;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalLocation;
import io.portcullis.journal.format.JournalRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Diagnoses why a record does not follow the one before. It reads further lines to do so. */
final class Diagnosis {
  private static final String CONTENT_CHANGED =
      "its content was changed, or the record before it was replaced: its hash fits the record"
          + " after it and not its content";
  private static final String ONE_CHANGED =
      "its hash does not fit its content and the record before it: one of the two was changed";

  private final JournalReader reader;

  Diagnosis(JournalReader reader) {
    this.reader = reader;
  }

  /** Returns the end of a sentence that names the missing records before one, or an empty text. */
  static String missing(long due, JournalRecord found) {
    if (found.seq() <= due) {
      return "";
    }
    return found.seq() == due + 1
        ? ", and so is the record with seq " + due
        : ", and so are the records with seq " + due + " to " + (found.seq() - 1);
  }

  /**
   * Explains a record.
   *
   * @param previous the hash before it
   * @param unproven whether nothing proves that this hash is right
   */
  JournalFault of(JournalRecord record, long due, String previous, boolean unproven)
      throws IOException {
    if (record.seq() == due) {
      return content(record, previous, unproven);
    }
    if (ChainHash.of(record, previous, due).equals(record.hash())) {
      return fault(Kind.CHANGED, record, "seq was changed, it was " + due);
    }
    String isDue = "seq " + due + " is due, but ";
    if (record.seq() < due) {
      return fault(Kind.REPEATED, record, isDue + "an earlier record is repeated there");
    }
    JournalLocation elsewhere = find(due);
    if (elsewhere != null) {
      return fault(Kind.OUT_OF_ORDER, record, isDue + "its record is at " + elsewhere);
    }
    return fault(Kind.MISSING, record, missingBefore(due, record.seq()));
  }

  private static String missingBefore(long due, long found) {
    return found == due + 1
        ? "the record with seq " + due + " is missing before it"
        : "the records with seq " + due + " to " + (found - 1) + " are missing before it";
  }

  /** Uses the next record, which was chained to the true hash of this one. */
  private JournalFault content(JournalRecord record, String previous, boolean unproven)
      throws IOException {
    if (unproven) {
      return fault(Kind.CHANGED, record, "its hash does not fit its content");
    }
    JournalRecord next = readable();
    if (next != null && next.seq() == record.seq() + 1) {
      if (ChainHash.of(next, record.hash()).equals(next.hash())) {
        return fault(Kind.CHANGED, record, CONTENT_CHANGED);
      }
      if (ChainHash.of(next, ChainHash.of(record, previous)).equals(next.hash())) {
        return fault(Kind.CHANGED, record, "its hash was changed");
      }
    }
    return fault(Kind.CHAIN_BROKEN, record, ONE_CHANGED);
  }

  private @Nullable JournalLocation find(long seq) throws IOException {
    for (JournalRecord next = readable(); next != null; next = readable()) {
      if (next.seq() == seq) {
        return next.place();
      }
    }
    return null;
  }

  /**
   * Reads the next record. Later lines that are not records are skipped, because the first fault is
   * the one to explain.
   */
  private @Nullable JournalRecord readable() throws IOException {
    boolean skipped = true;
    JournalRecord record = null;
    while (skipped) {
      try {
        record = reader.next();
        skipped = false;
      } catch (JournalFaultException e) {
        skipped = true;
      }
    }
    return record;
  }

  private static JournalFault fault(Kind kind, JournalRecord record, String message) {
    return new JournalFault(kind, record.place(), record.seq(), message);
  }
}

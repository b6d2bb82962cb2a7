// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

/**
 * A fault in a journal, which an unchanged journal cannot have.
 *
 * @param kind the kind of fault
 * @param place the place of the fault
 * @param seq the sequence number concerned, 0 if unknown
 * @param message the description in one sentence
 */
public record JournalFault(Kind kind, JournalLocation place, long seq, String message) {

  /** The kinds of faults. */
  public enum Kind {
    /** A line is not canonical, or not a record. */
    UNREADABLE,
    /** The last line of a file has no line feed. */
    TORN,
    /** A record was changed after it was chained. */
    CHANGED,
    /** A record does not follow the one before; which of the two was changed is unknown. */
    CHAIN_BROKEN,
    /** Records are missing. */
    MISSING,
    /** A record is in another place than it was written to. */
    OUT_OF_ORDER,
    /** A sequence number is repeated. */
    REPEATED,
    /** A segment is missing, or no segment exists. */
    SEGMENT_MISSING,
    /** The first line of a segment does not describe it. */
    SEGMENT_WRONG,
    /** A segment is not sealed, or does not match its seal. */
    SEAL_WRONG,
    /** A record follows the seal of its segment. */
    AFTER_SEAL,
    /** The key is not the expected one. */
    KEY_WRONG,
    /** The head is missing, unreadable, or not signed by the key. */
    HEAD_WRONG,
    /** The journal ends before the record that the signed head names. */
    CUT_OFF,
    /** Records follow the signed head although no writer is active. */
    UNSIGNED
  }

  /** Returns {@code PLACE: seq N: message}. */
  @Override
  public String toString() {
    return place + ": " + (seq == 0 ? "" : "seq " + seq + ": ") + message;
  }
}

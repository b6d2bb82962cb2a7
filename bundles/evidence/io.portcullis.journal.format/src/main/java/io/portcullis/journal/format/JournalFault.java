// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

/**
 * Something that cannot be so in a journal that nobody touched.
 *
 * @param kind what kind of fault it is
 * @param place where
 * @param seq the sequence number that is concerned, 0 if it cannot be told
 * @param message what is wrong, in one sentence
 */
public record JournalFault(Kind kind, JournalLocation place, long seq, String message) {

  /** The kinds of faults. */
  public enum Kind {
    /** A line is not canonical, or not a record. */
    UNREADABLE,
    /** The last line of a file has no line feed. */
    TORN,
    /** A record is not what was chained. */
    CHANGED,
    /** A record does not follow the one before, and it cannot be told which of them was changed. */
    CHAIN_BROKEN,
    /** Records are missing. */
    MISSING,
    /** A record stands in another place than it was written to. */
    OUT_OF_ORDER,
    /** A sequence number stands there once more. */
    REPEATED,
    /** A segment is missing, or there is none. */
    SEGMENT_MISSING,
    /** The first line of a segment does not describe it. */
    SEGMENT_WRONG,
    /** A segment is not sealed, or its seal says something else than is there. */
    SEAL_WRONG,
    /** A record follows the seal of its segment. */
    AFTER_SEAL,
    /** Another key than the expected one. */
    KEY_WRONG,
    /** The head is missing, unreadable, or not signed by the key. */
    HEAD_WRONG,
    /** The journal ends before the record that the signed head names. */
    CUT_OFF,
    /** Records follow the signed head although nobody is writing. */
    UNSIGNED
  }

  /** {@code PLACE: seq N: message}. */
  @Override
  public String toString() {
    return place + ": " + (seq == 0 ? "" : "seq " + seq + ": ") + message;
  }
}

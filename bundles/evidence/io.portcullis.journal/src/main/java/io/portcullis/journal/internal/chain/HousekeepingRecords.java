// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.chain;

import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.record.RecordBody;
import io.portcullis.journal.internal.record.RecordField;
import io.portcullis.journal.internal.segment.Segment;
import io.portcullis.journal.internal.segment.SegmentSeal;
import java.time.Instant;
import java.util.List;

/**
 * Encodes the records that the journal writes about itself. A result is valid until the next call.
 * Not thread-safe.
 */
final class HousekeepingRecords {

  private static final int FORMAT = 2;

  private final RecordBody body;

  HousekeepingRecords(int maxBodyBytes) {
    body = new RecordBody(maxBodyBytes);
  }

  /** Returns the first record of a segment. */
  CanonicalBuffer opening(
      long number, long firstSegment, String previous, String keyDigest, Instant now) {
    return body.start("segment", now)
        .set(RecordField.FIRST_SEGMENT, firstSegment)
        .set(RecordField.FORMAT, FORMAT)
        .set(RecordField.NUMBER, number)
        .set(RecordField.PREVIOUS, previous)
        .set(RecordField.KEY, keyDigest)
        .write();
  }

  /** Returns the last record of a segment, which follows the lines of the batch. */
  CanonicalBuffer sealed(Segment current, LineBatch batch, Instant now) {
    return body.start("sealed", now)
        .set(RecordField.BYTES, current.bytes() + batch.length())
        .set(RecordField.NUMBER, current.number())
        .set(RecordField.PREVIOUS, current.previous())
        .set(RecordField.RECORDS, current.lines() + batch.lines() + 1)
        .write();
  }

  /** Returns the record of the removal of segments. */
  CanonicalBuffer removed(List<SegmentSeal> segments, String reason, Instant now) {
    SegmentSeal first = segments.get(0);
    SegmentSeal last = segments.get(segments.size() - 1);
    return body.start("removed", now)
        .set(RecordField.FIRST_SEGMENT, first.number())
        .set(RecordField.FIRST_SEQ, first.firstSeq())
        .set(RecordField.LAST_HASH, last.hash())
        .set(RecordField.LAST_SEGMENT, last.number())
        .set(RecordField.LAST_SEQ, last.lastSeq())
        .set(RecordField.REASON, reason)
        .write();
  }

  /** Returns the record of lost records. */
  CanonicalBuffer gap(long lost, String reason, Instant now) {
    return body.start("gap", now)
        .set(RecordField.LOST, lost)
        .set(RecordField.REASON, reason)
        .write();
  }
}

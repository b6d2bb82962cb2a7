// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.Checkpoint;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param folder whether it was a whole journal and not one file of it
 * @param live whether a writer was active
 * @param segments the number of segments read
 * @param records the number of good records, from the first one on
 * @param firstSeq the sequence number of the first record, or 0
 * @param lastSeq the sequence number of the last good record, or 0
 * @param previous the hash that the first record follows; all zeros at the start of a journal
 * @param removedSegments the number of the last segment before the first existing one, if the
 *     removal of all before it is recorded; else 0
 * @param lastHash the hash of the last good record
 * @param key the digest of the key that the journal names, or empty
 * @param head the signed head; null for a single file, or if it cannot be read
 * @param unsigned the number of good records after the signed head
 * @param torn whether an unfinished line at the end was ignored because a writer was active
 * @param faults the faults, the first bad record first; nothing after that record was checked
 * @param remarks records of the kinds {@code gap}, {@code recovered} and {@code removed} among the
 *     good ones, at most {@link #MAX_REMARKS} of them
 * @param remarkCount the number of those records
 * @param lost the number of lost records, according to those of the kind {@code gap}
 */
public record VerificationResult(
    boolean folder,
    boolean live,
    long segments,
    long records,
    long firstSeq,
    long lastSeq,
    String previous,
    long removedSegments,
    String lastHash,
    String key,
    @Nullable Checkpoint head,
    long unsigned,
    boolean torn,
    List<JournalFault> faults,
    List<JournalRecord> remarks,
    long remarkCount,
    long lost) {

  /** The maximum number of remarks. */
  public static final int MAX_REMARKS = 1_000;

  /** Copies the lists. */
  public VerificationResult {
    faults = List.copyOf(faults);
    remarks = List.copyOf(remarks);
  }

  /**
   * Returns whether the journal has no fault.
   *
   * @return true without faults
   */
  public boolean sound() {
    return faults.isEmpty();
  }
}

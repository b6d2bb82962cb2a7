// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.Checkpoint;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param folder whether it was a whole journal and not one file of it
 * @param live whether somebody was writing
 * @param segments how many segments were looked at
 * @param records how many records are good, from the first one on
 * @param firstSeq the sequence number of the first record, 0 if there is none
 * @param lastSeq the sequence number of the last good record, 0 if there is none
 * @param previous the hash that the first record follows; all zeros at the beginning of a journal
 * @param removedSegments the number of the last segment before the first one that is here, if
 *     retention has removed it and those before it on record; else 0
 * @param lastHash the hash of the last good record
 * @param key the digest of the key that the journal names, or empty
 * @param head the signed head; null for a single file, or if it cannot be read
 * @param unsigned how many good records follow the signed head
 * @param torn whether an unfinished line at the end was passed over because somebody was writing
 * @param faults what is wrong, the first bad record first; nothing after that record was checked
 * @param remarks records of the kinds {@code gap}, {@code recovered} and {@code removed} among the
 *     good ones, at most {@link #MAX_REMARKS} of them
 * @param remarkCount how many there are
 * @param lost how many records were lost, by those of the kind {@code gap}
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

  /** How many remarks are kept. */
  public static final int MAX_REMARKS = 1_000;

  /** Copies the lists. */
  public VerificationResult {
    faults = List.copyOf(faults);
    remarks = List.copyOf(remarks);
  }

  /**
   * Whether nothing is wrong.
   *
   * @return true if there is no fault
   */
  public boolean sound() {
    return faults.isEmpty();
  }
}

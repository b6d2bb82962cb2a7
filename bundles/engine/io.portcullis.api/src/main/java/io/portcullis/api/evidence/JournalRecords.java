// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service that reads the records of the journal back. It is registered together with the {@link
 * Journal}. Thread-safe.
 */
@ProviderType
public interface JournalRecords {

  /** Receives records. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Receives one record. An exception ends the reading.
     *
     * @param seq the number of its line, from 1
     * @param body its body in canonical JSON, as the page of the journal's format describes it
     */
    void record(long seq, String body);
  }

  /**
   * The records that were read.
   *
   * @param completeSince the time of the first existing record, if earlier ones were removed; null
   *     if the records go back to the beginning of the journal or before the requested time
   * @param lastSeq the number of the last record that was passed or skipped, 0 without records
   */
  record Extent(@Nullable Instant completeSince, long lastSeq) {
    /**
     * Refuses a negative number.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Extent {
      if (lastSeq < 0) {
        throw new IllegalArgumentException("a line has a number from 1");
      }
    }

    /**
     * Creates the extent of a journal whose records go back far enough.
     *
     * @param lastSeq the number of the last record
     * @return the extent
     */
    public static Extent complete(long lastSeq) {
      return new Extent(null, lastSeq);
    }
  }

  /**
   * Returns the identity of the journal. A journal that was moved away and begun anew has another.
   *
   * @return the digest of the key that signs it
   */
  String journal();

  /**
   * Waits until all records that were appended before are chained, and passes the records to a
   * visitor in their order. Blocks, and reads files. Each record is checked against the chain and
   * the signed head.
   *
   * @param since the time from which records are wanted; earlier ones may be passed too
   * @param afterSeq the number of a line; the records up to it are skipped
   * @param visitor receives the records, in this thread
   * @return what was read
   * @throws IOException if the journal cannot be read to its end, or was changed; the visitor may
   *     have received a part of the records
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws NullPointerException if an argument is null
   */
  Extent read(Instant since, long afterSeq, Visitor visitor)
      throws IOException, InterruptedException;

  /**
   * Returns the number of the last record that was appended before, once it is chained. Blocks.
   *
   * @return the number, 0 without records
   * @throws IOException if the chain cannot be written or read
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default long lastSeq() throws IOException, InterruptedException {
    return read(Instant.MAX, Long.MAX_VALUE, (seq, body) -> {}).lastSeq();
  }
}

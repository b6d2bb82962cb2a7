// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.checkpoint.Anchor;
import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The authenticated part of the last segment, up to the last line with a MAC. The rest was written
 * without the key, or is the start of a batch that a kill cut short. In the latter case its records
 * are still in the spool.
 *
 * @param point the end of the authenticated chain
 * @param bytes the bytes of the authenticated part
 * @param cutBytes the bytes after it
 * @param cutLines the whole lines in them, up to the first invalid one
 * @param lines the number of authenticated lines
 * @param sealed whether the last one is of kind {@code sealed}
 * @param opening the content of the first line
 * @param firstSegment the number of the first segment that retention has not removed
 * @param problem why the chain ends before the file, empty if it does not
 */
public record SegmentTail(
    ChainPosition point,
    long bytes,
    long cutBytes,
    long cutLines,
    long lines,
    boolean sealed,
    OpeningLine opening,
    long firstSegment,
    String problem) {

  /**
   * The first line of a segment.
   *
   * @param previous the hash of the line before, in hex
   * @param key the digest of the key
   * @param at the time when the segment was started
   */
  public record OpeningLine(String previous, String key, Instant at) {}

  /**
   * Reads the last segment, line by line.
   *
   * @param anchors lines that must have the stated hash if they are in this segment
   * @throws TamperedJournalException if the segment does not start with a line of this journal, if
   *     its seal is not its end, or if it contradicts an anchor
   */
  public static SegmentTail read(Path path, long number, LineMac macs, List<Anchor> anchors)
      throws IOException {
    SegmentScan scan = new SegmentScan(path, number, anchors, macs);
    String problem = scan.run();
    SegmentTail end = scan.authenticated(problem);
    if (end == null) {
      throw new TamperedJournalException(
          problem.isEmpty() ? path + " does not start with lines of this journal" : problem);
    }
    if (end.sealed() && end.cutBytes() > 0) {
      throw new TamperedJournalException(path + ": text follows the seal of the segment");
    }
    return end;
  }
}

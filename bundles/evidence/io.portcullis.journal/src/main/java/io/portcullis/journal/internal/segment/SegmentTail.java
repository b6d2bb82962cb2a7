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
 * What recovery finds in the last segment, up to the last line with a MAC. What follows that line
 * was written by nobody with the key, or is the beginning of a batch that a kill cut short; its
 * records are still in the spool then.
 *
 * @param point how far the authenticated chain goes
 * @param bytes how many bytes it takes
 * @param cutBytes how many bytes follow
 * @param cutLines how many whole lines are in them, up to the first that does not fit
 * @param lines how many authenticated lines there are
 * @param sealed whether the last one is of kind {@code sealed}
 * @param opening what the first line says
 * @param firstSegment the number of the first segment that retention has not removed
 * @param problem why the chain ends, if not because the file does; empty if nothing is wrong
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
   * @param at when the segment was begun
   */
  public record OpeningLine(String previous, String key, Instant at) {}

  /**
   * Reads the last segment, line by line.
   *
   * @param anchors lines that must be what is said of them if they are in this segment
   * @throws TamperedJournalException if it does not begin with a line of this journal, if something
   *     follows its seal, or if an anchor does not fit
   */
  public static SegmentTail read(Path path, long number, LineMac macs, List<Anchor> anchors)
      throws IOException {
    SegmentScan scan = new SegmentScan(path, number, anchors, macs);
    String problem = scan.run();
    SegmentTail end = scan.authenticated(problem);
    if (end == null) {
      throw new TamperedJournalException(
          problem.isEmpty() ? path + " does not begin with lines of this journal" : problem);
    }
    if (end.sealed() && end.cutBytes() > 0) {
      throw new TamperedJournalException(path + ": something follows the seal of the segment");
    }
    return end;
  }
}

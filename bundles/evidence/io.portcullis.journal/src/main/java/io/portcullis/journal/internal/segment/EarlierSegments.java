// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.checkpoint.Anchor;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the sealed segments before the last one. Each is authenticated by its successor, which
 * contains the hash of its seal. The seal contains the size of its segment and the hash that it
 * follows.
 */
public final class EarlierSegments {
  /** The bytes that are read in full at the start, from the newest segment backwards. */
  public static final long READ_BYTES = 256L << 20;

  private EarlierSegments() {}

  /**
   * Checks that all segments exist, are sealed and linked, and have the size in their seal. Reads
   * the newest ones in full, line by line.
   *
   * @param last the last segment, whose lines are authenticated
   * @param readBytes the maximum number of bytes read in full
   * @return the seals, the newest first
   * @throws TamperedJournalException if a segment is missing or was changed
   */
  public static List<SegmentSeal> check(
      JournalDirectory folder, long number, SegmentTail last, List<Anchor> anchors, long readBytes)
      throws IOException {
    List<SegmentSeal> seals = new ArrayList<>();
    String expected = last.opening().previous();
    for (long earlier = number - 1; earlier >= last.firstSegment(); earlier--) {
      SegmentSeal seal = SegmentSeal.read(path(folder, earlier), earlier, expected);
      expected = seal.previous();
      seals.add(seal);
    }
    if (last.firstSegment() == 1 && !expected.equals("0".repeat(64))) {
      throw new TamperedJournalException(
          path(folder, 1) + " is not the start of the journal: it follows " + expected);
    }
    readInFull(folder, seals, anchors, readBytes - last.bytes());
    return seals;
  }

  private static void readInFull(
      JournalDirectory folder, List<SegmentSeal> seals, List<Anchor> anchors, long bytes)
      throws IOException {
    long left = bytes;
    for (SegmentSeal seal : seals) {
      left -= seal.bytes();
      if (left < 0) {
        return;
      }
      verify(path(folder, seal.number()), seal, anchors);
    }
  }

  /**
   * Reads one segment in full.
   *
   * @throws TamperedJournalException if a line does not match the seal
   */
  public static void verify(Path path, SegmentSeal seal, List<Anchor> anchors) throws IOException {
    SegmentScan scan = new SegmentScan(path, seal.number(), anchors, null);
    String problem = scan.run();
    SegmentTail all = scan.all();
    if (!problem.isEmpty()) {
      throw new TamperedJournalException(problem);
    }
    if (all == null
        || !all.opening().previous().equals(seal.previous())
        || !all.point().hashIs(seal.hash())
        || all.lines() != seal.records()) {
      throw new TamperedJournalException(path + " does not match its seal");
    }
  }

  private static Path path(JournalDirectory folder, long number) {
    return folder.path(JournalDirectory.segmentName(number));
  }
}

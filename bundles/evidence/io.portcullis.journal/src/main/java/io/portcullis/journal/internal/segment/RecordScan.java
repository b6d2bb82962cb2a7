// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.api.evidence.JournalRecords.Extent;
import io.portcullis.api.evidence.JournalRecords.Visitor;
import io.portcullis.journal.internal.checkpoint.Anchor;
import io.portcullis.journal.internal.checkpoint.SignedCheckpoint;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the records up to a signed checkpoint, from the segment that holds a time. */
public final class RecordScan {
  /** A clock that was set back may have dated records of a segment after its end. */
  private static final Duration SLACK = Duration.ofDays(1);

  private static final int MAX_OPENING = 4_096;
  private static final Pattern TIME =
      Pattern.compile("\\{\"body\":\\{\"firstSegment\":.{1,300}\"time\":\"([0-9TZ:.-]{30})\"\\}.*");

  private final JournalDirectory folder;
  private final SignedCheckpoint head;

  /** Creates a scan up to a checkpoint. */
  public RecordScan(JournalDirectory folder, SignedCheckpoint head) {
    this.folder = folder;
    this.head = head;
  }

  /**
   * Passes the records to a visitor.
   *
   * @throws TamperedJournalException if the chain does not lead to the checkpoint
   */
  public Extent read(Instant since, long afterSeq, Visitor visitor) throws IOException {
    if (afterSeq >= head.seq()) {
      return Extent.complete(head.seq());
    }
    long oldest = oldest();
    long first = first(since, oldest);
    String previous = null;
    for (long number = first; number <= head.segment(); number++) {
      previous = read(number, previous, afterSeq, visitor);
    }
    return new Extent(first > oldest || oldest == 1 ? null : openedAt(oldest), head.seq());
  }

  private String read(long number, @Nullable String previous, long afterSeq, Visitor visitor)
      throws IOException {
    SegmentScan scan = scan(number, afterSeq, visitor);
    String problem = scan.run();
    SegmentTail end = scan.all();
    boolean last = number == head.segment();
    if (end == null
        || (last && end.point().seq() < head.seq())
        || (!last && (!end.sealed() || !problem.isEmpty()))) {
      throw new TamperedJournalException(
          problem.isEmpty() ? path(number) + " ends too early" : problem);
    }
    if (previous != null && !previous.equals(end.opening().previous())) {
      throw new TamperedJournalException(path(number) + " does not follow the segment before it");
    }
    return HexFormat.of().formatHex(end.point().hash());
  }

  private SegmentScan scan(long number, long afterSeq, Visitor visitor) {
    return SegmentScan.visiting(
        path(number),
        number,
        List.of(new Anchor(SignedCheckpoint.NAME, head.seq(), head.hash())),
        (seq, body) -> {
          if (seq > afterSeq && seq <= head.seq()) {
            visitor.record(seq, body);
          }
        });
  }

  /** Returns the first segment to read: that before the first one that was opened too late. */
  private long first(Instant since, long oldest) throws IOException {
    Instant from = since.isAfter(Instant.EPOCH) ? since.minus(SLACK) : since;
    long number = head.segment();
    while (number > oldest && !openedAt(number).isBefore(from)) {
      number--;
    }
    return number;
  }

  private long oldest() throws IOException {
    long number = head.segment();
    while (number > 1 && Files.exists(path(number - 1))) {
      number--;
    }
    return number;
  }

  private Instant openedAt(long number) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(path(number), StandardCharsets.ISO_8859_1)) {
      char[] start = new char[MAX_OPENING];
      int length = Math.max(0, in.read(start));
      String text = new String(start, 0, length);
      Matcher line = TIME.matcher(text.lines().findFirst().orElse(""));
      if (line.matches()) {
        return Instant.parse(line.group(1));
      }
    } catch (DateTimeException e) {
      throw new TamperedJournalException(path(number) + " states no time", e);
    }
    throw new TamperedJournalException(path(number) + " does not begin like a segment");
  }

  private Path path(long number) {
    return folder.path(JournalDirectory.segmentName(number));
  }
}

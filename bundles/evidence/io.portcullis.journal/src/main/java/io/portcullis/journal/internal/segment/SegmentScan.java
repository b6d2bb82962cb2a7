// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.checkpoint.Anchor;
import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.line.LineHash;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.line.LineParser;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one segment and checks its chain. For one use. */
final class SegmentScan {
  private static final int MAX_LINE_BYTES = 16 << 20;
  private static final int CHUNK = 256 << 10;
  private static final Pattern OPENING =
      Pattern.compile(
          "\\{\"firstSegment\":([0-9]{1,16}),\"format\":([0-9]{1,16}),\"key\":\"(sha256:[0-9a-f]{64})\","
              + "\"kind\":\"segment\",\"number\":([0-9]{1,16}),\"previous\":\"([0-9a-f]{64})\","
              + "\"time\":\"([0-9TZ:.-]{30})\"\\}");
  private static final Pattern REMOVED =
      Pattern.compile(
          "\\{\"firstSegment\":[0-9]{1,16},\"firstSeq\":[0-9]{1,16},\"kind\":\"removed\",\"lastHash\":"
              + "\"[0-9a-f]{64}\",\"lastSegment\":([0-9]{1,16}),.*");
  private static final Pattern OLDER = Pattern.compile("\\{\"format\":1,\"key\":.*");
  private static final byte[] SEALED =
      "{\"bytes\":".getBytes(StandardCharsets.US_ASCII); // no other kind begins like this

  private static final byte[] FIRST =
      "{\"firstSegment\":".getBytes(StandardCharsets.US_ASCII); // only the opening and removals

  private final Path path;
  private final long number;
  private final List<Anchor> anchors;
  private final @Nullable LineMac macs;
  private final SegmentVisitor visitor;
  private final boolean visited;
  private final LineHash hashes = new LineHash();
  private final LineParser fields = new LineParser();
  private byte[] buffer = new byte[CHUNK];
  private SegmentTail.@Nullable OpeningLine opening;
  private @Nullable ChainPosition point;

  /** The bytes at the start of the buffer that belong to an unfinished line. */
  private int held;

  private long size;
  private long bytes;
  private long lines;
  private boolean sealed;
  private long firstSegment;
  private @Nullable SegmentTail authenticated;

  /**
   * Creates a scan of one segment.
   *
   * @param macs verifies lines with a MAC; null if the end of the segment is known otherwise
   */
  SegmentScan(Path path, long number, List<Anchor> anchors, @Nullable LineMac macs) {
    this(path, number, anchors, macs, (seq, body) -> {}, false);
  }

  /**
   * Creates a scan that passes each line on.
   *
   * @param visitor receives the lines that continue the chain
   */
  static SegmentScan visiting(
      Path path, long number, List<Anchor> anchors, SegmentVisitor visitor) {
    return new SegmentScan(path, number, anchors, null, visitor, true);
  }

  private SegmentScan(
      Path path,
      long number,
      List<Anchor> anchors,
      @Nullable LineMac macs,
      SegmentVisitor visitor,
      boolean visited) {
    this.visitor = visitor;
    this.visited = visited;
    this.path = path;
    this.number = number;
    this.anchors = anchors;
    this.macs = macs;
  }

  /**
   * Reads to the end of the file, or to the first invalid line.
   *
   * @return what is invalid, empty if nothing is
   * @throws TamperedJournalException if the file is missing, has another format, or contradicts an
   *     anchor
   */
  String run() throws IOException {
    requireRegular(path);
    size = Files.size(path);
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer, held, space())) {
        String problem = lines(held + read);
        if (!problem.isEmpty()) {
          return inNextLine(problem);
        }
      }
    }
    return held == 0 ? "" : inNextLine("does not end");
  }

  static void requireRegular(Path path) throws TamperedJournalException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new TamperedJournalException(path + " is missing or not a regular file");
    }
  }

  private String inNextLine(String problem) {
    return path + ", line " + (lines + 1) + " " + problem;
  }

  /** Checks the whole lines up to an index of the buffer, and holds what follows the last one. */
  private String lines(int end) throws TamperedJournalException {
    int from = 0;
    for (int at = held; at < end; at++) {
      if (buffer[at] == '\n') {
        String problem = line(from, at - from);
        if (!problem.isEmpty()) {
          return problem;
        }
        from = at + 1;
      }
    }
    held = end - from;
    System.arraycopy(buffer, from, buffer, 0, held);
    return held > MAX_LINE_BYTES ? "is longer than 16 MiB" : "";
  }

  private int space() {
    if (buffer.length - held < CHUNK / 2) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    return buffer.length - held;
  }

  /** Checks one line and returns what is wrong with it. */
  private String line(int at, int length) throws TamperedJournalException {
    if (sealed) {
      return "follows the end of the segment";
    }
    if (!fields.parse(buffer, at, length)) {
      return "is not a line of a journal";
    }
    ChainPosition before = point == null ? opening() : point;
    return before == null ? "does not open segment " + number : lineAfter(before, length);
  }

  private String lineAfter(ChainPosition before, int length) throws TamperedJournalException {
    byte[] hash = fields.hash(hashes, before.hash());
    if (fields.seq() != before.seq() + 1 || fields.spool() < before.spool()) {
      return "does not follow the one before it";
    }
    if (!Arrays.equals(hash, fields.hash())) {
      return "was changed: its hash does not match";
    }
    LineMac keyed = fields.mac().length == 0 ? null : macs;
    if (keyed != null && !Arrays.equals(fields.mac(), fields.mac(keyed, before.hash()))) {
      return "was not written with the key of this journal";
    }
    accept(hash, length);
    authenticated = keyed == null ? authenticated : end("");
    return "";
  }

  private void accept(byte[] hash, int length) throws TamperedJournalException {
    point = new ChainPosition(fields.seq(), fields.spool(), hash);
    anchored(fields.seq(), hash);
    if (visited) {
      visitor.line(fields.seq(), fields.body());
    }
    bytes += length + 1;
    lines++;
    sealed = fields.bodyStarts(SEALED);
    removal();
  }

  private void removal() {
    if (lines > 1 && fields.bodyStarts(FIRST)) {
      Matcher removed = REMOVED.matcher(fields.body());
      firstSegment = removed.matches() ? Long.parseLong(removed.group(1)) + 1 : firstSegment;
    }
  }

  private void anchored(long seq, byte[] hash) throws TamperedJournalException {
    for (Anchor anchor : anchors) {
      if (anchor.seq() == seq && !anchor.hash().equals(HexFormat.of().formatHex(hash))) {
        throw new TamperedJournalException(
            path + " is not what was signed: record " + seq + " differs from " + anchor.what());
      }
    }
  }

  /** Returns the position before the first line, as that line states it. The caller checks it. */
  private @Nullable ChainPosition opening() throws TamperedJournalException {
    String text = fields.body();
    if (OLDER.matcher(text).matches()) {
      throw new TamperedJournalException(
          path + " is of format 1, which this version does not continue; this is format 2");
    }
    Matcher body = OPENING.matcher(text);
    boolean fits = body.matches() && Long.parseLong(body.group(4)) == number && fields.seq() >= 1;
    if (!fits || !readOpening(body)) {
      return null;
    }
    byte[] previous = HexFormat.of().parseHex(body.group(5));
    anchored(fields.seq() - 1, previous);
    return new ChainPosition(fields.seq() - 1, fields.spool(), previous);
  }

  private boolean readOpening(Matcher body) {
    try {
      firstSegment = Long.parseLong(body.group(1));
      opening =
          new SegmentTail.OpeningLine(body.group(5), body.group(3), Instant.parse(body.group(6)));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private SegmentTail end(String problem) {
    SegmentTail.OpeningLine first = opening;
    ChainPosition last = point;
    if (first == null || last == null) {
      throw new IllegalStateException("no line was read");
    }
    return new SegmentTail(
        last, bytes, size - bytes, 0, lines, sealed, first, firstSegment, problem);
  }

  /** Returns the segment up to the last line with a MAC, or null without one. */
  @Nullable SegmentTail authenticated(String problem) {
    SegmentTail end = authenticated;
    return end == null
        ? null
        : new SegmentTail(
            end.point(),
            end.bytes(),
            size - end.bytes(),
            lines - end.lines(),
            end.lines(),
            end.sealed(),
            end.opening(),
            end.firstSegment(),
            problem);
  }

  /** Returns the segment up to the last line, or null without lines. */
  @Nullable SegmentTail all() {
    return point == null ? null : end("");
  }
}

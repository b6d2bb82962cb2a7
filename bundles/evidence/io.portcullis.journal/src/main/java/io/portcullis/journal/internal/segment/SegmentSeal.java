// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.line.LineHash;
import io.portcullis.journal.internal.line.LineParser;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last line of a sealed segment. The next segment contains its hash, so it authenticates the
 * size of its segment and the hash that the segment follows.
 *
 * @param number the number of the segment
 * @param bytes the size of the file
 * @param records the number of lines
 * @param previous the hash before the first line, in hex
 * @param lastSeq the number of the seal
 * @param hash the hash of the seal, in hex
 * @param at the time of the seal
 */
public record SegmentSeal(
    long number, long bytes, long records, String previous, long lastSeq, String hash, Instant at) {
  private static final int TAIL = 4_096;
  private static final Pattern BODY =
      Pattern.compile(
          "\\{\"bytes\":([0-9]{1,16}),\"kind\":\"sealed\",\"number\":([0-9]{1,16}),"
              + "\"previous\":\"([0-9a-f]{64})\",\"records\":([0-9]{1,16}),\"time\":\"([0-9TZ:.-]{30})\"\\}");

  /** Returns the number of the first line. */
  public long firstSeq() {
    return lastSeq - records + 1;
  }

  /**
   * Reads the seal of a segment, and compares the size of the file with it.
   *
   * @param expected the hash that the next segment says it follows, in hex
   * @throws TamperedJournalException if the segment is missing, has another size or another seal
   */
  static SegmentSeal read(Path path, long number, String expected) throws IOException {
    SegmentScan.requireRegular(path);
    long size = Files.size(path);
    byte[] tail = tail(path, size);
    int end = tail.length - 1;
    int start = end < 0 ? -1 : before(tail, end);
    SegmentSeal seal = start < 0 || tail[end] != '\n' ? null : read(tail, start, number, expected);
    if (seal == null) {
      throw new TamperedJournalException(
          path + " does not end with the seal that the segment after it follows");
    }
    if (seal.bytes() + end - start != size) {
      throw new TamperedJournalException(
          path + " has " + size + " bytes, and its seal says " + (seal.bytes() + end - start));
    }
    return new SegmentSeal(
        number, size, seal.records(), seal.previous(), seal.lastSeq(), expected, seal.at());
  }

  private static byte[] tail(Path path, long size) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, TAIL));
    try (FileChannel channel = FileChannel.open(path)) {
      long from = size - tail.capacity();
      int read = 0;
      while (tail.hasRemaining() && read >= 0) {
        read = channel.read(tail, from + tail.position());
      }
    }
    return tail.array();
  }

  /** Returns the position of the last line feed before this place, or -1 if none is near. */
  private static int before(byte[] bytes, int place) {
    int at = place - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  private static @Nullable SegmentSeal read(byte[] tail, int start, long number, String expected) {
    LineParser fields = new LineParser();
    byte[] previous = lineBefore(tail, start, fields);
    int end = tail.length - 1;
    if (previous == null || !fields.parse(tail, start + 1, end - start - 1)) {
      return null;
    }
    byte[] hash = fields.hash(new LineHash(), previous);
    Matcher body = BODY.matcher(fields.body());
    return body.matches()
            && Long.parseLong(body.group(2)) == number
            && Arrays.equals(hash, HexFormat.of().parseHex(expected))
        ? seal(body, number, fields.seq(), expected)
        : null;
  }

  private static @Nullable SegmentSeal seal(Matcher body, long number, long seq, String hash) {
    try {
      return new SegmentSeal(
          number,
          Long.parseLong(body.group(1)),
          Long.parseLong(body.group(4)),
          body.group(3),
          seq,
          hash,
          Instant.parse(body.group(5)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns the hash of the line before. Only its end is needed, and may be all that was read. */
  private static byte @Nullable [] lineBefore(byte[] tail, int end, LineParser fields) {
    int from = Math.max(0, before(tail, end) + 1);
    return fields.parseEnd(tail, from, end - from) ? fields.hash().clone() : null;
  }
}

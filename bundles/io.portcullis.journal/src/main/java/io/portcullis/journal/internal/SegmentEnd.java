// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * What recovery finds in the last segment.
 *
 * @param point how far the chain goes
 * @param bytes how many bytes the whole lines take
 * @param cutBytes how many bytes of a torn line follow
 * @param lines how many whole lines there are
 * @param sealed whether the last one is of kind {@code sealed}
 * @param openedAt when the segment was begun
 * @param key the digest of the key that it names
 * @param headHash the hash of the line that was asked for, in hex; empty if it is not here
 */
record SegmentEnd(
    ChainPoint point,
    long bytes,
    long cutBytes,
    long lines,
    boolean sealed,
    Instant openedAt,
    String key,
    String headHash) {

  private static final int MOST_LINE_BYTES = 16 << 20;
  private static final int MOST_AROUND = 160;
  private static final String BEGIN = "{\"body\":";
  private static final Pattern REST =
      Pattern.compile(
          ",\"hash\":\"([0-9a-f]{64})\",\"seq\":([0-9]{1,16}),\"spool\":([0-9]{1,16})\\}$");
  private static final Pattern OPENING =
      Pattern.compile(
          "\\{\"format\":1,\"key\":\"(sha256:[0-9a-f]{64})\",\"kind\":\"segment\",\"number\":([0-9]{1,16}),"
              + "\"previous\":\"([0-9a-f]{64})\",\"time\":\"([0-9TZ:.-]{30})\"\\}");
  private static final byte[] SEALED = "{\"kind\":\"sealed\",".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads the last segment, line by line.
   *
   * @param headSeq the line whose hash is asked for
   * @throws EvidenceException if a whole line is not as it was written
   */
  static SegmentEnd read(Path path, long number, long headSeq) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      return new Reading(path, number, headSeq).all(in);
    }
  }

  /** One reading. */
  private static final class Reading {
    private final Path path;
    private final long number;
    private final long headSeq;
    private final LineHash hashes = new LineHash();
    private byte[] line = new byte[8 << 10];
    private @Nullable ChainPoint point;
    private long bytes;
    private long lines;
    private boolean sealed;
    private Instant openedAt = Instant.EPOCH;
    private String key = "";
    private String headHash = "";

    Reading(Path path, long number, long headSeq) {
      this.path = path;
      this.number = number;
      this.headSeq = headSeq;
    }

    SegmentEnd all(InputStream in) throws IOException {
      int length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          line(length);
          length = 0;
          continue;
        }
        if (length == line.length) {
          if (length >= MOST_LINE_BYTES) {
            throw broken("is longer than 16 MiB");
          }
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = (byte) next;
      }
      if (point == null) {
        throw new EvidenceException(path + " does not begin with a whole line");
      }
      return new SegmentEnd(point, bytes, length, lines, sealed, openedAt, key, headHash);
    }

    private EvidenceException broken(String what) {
      return new EvidenceException(path + ", line " + (lines + 1) + " " + what);
    }

    private void line(int length) throws EvidenceException {
      if (sealed) {
        throw broken("follows the end of the segment");
      }
      int from = Math.max(0, length - MOST_AROUND);
      String end = new String(line, from, length - from, StandardCharsets.ISO_8859_1);
      Matcher rest = REST.matcher(end);
      String begin =
          new String(line, 0, Math.min(length, BEGIN.length()), StandardCharsets.ISO_8859_1);
      if (!begin.equals(BEGIN) || !rest.find()) {
        throw broken("is not a line of a journal");
      }
      int bodyLength = from + rest.start() - BEGIN.length();
      if (bodyLength < 2) {
        throw broken("is not a line of a journal");
      }
      long seq = Long.parseLong(rest.group(2));
      long spool = Long.parseLong(rest.group(3));
      ChainPoint before = point == null ? opening(bodyLength, seq, spool) : point;
      byte[] hash = hashes.of(before.hash(), seq, spool, line, BEGIN.length(), bodyLength);
      if (seq != before.seq() + 1 || spool < before.spool()) {
        throw broken("does not follow the one before it");
      }
      if (!HexFormat.of().formatHex(hash).equals(rest.group(1))) {
        throw broken("was changed: its hash does not fit");
      }
      point = new ChainPoint(seq, spool, hash);
      if (seq == headSeq) {
        headHash = rest.group(1);
      }
      bytes += length + 1;
      lines++;
      sealed =
          Arrays.equals(
              line,
              BEGIN.length(),
              Math.min(length, BEGIN.length() + SEALED.length),
              SEALED,
              0,
              SEALED.length);
    }

    /** The first line says itself what it follows; whether that is true, verification tells. */
    private ChainPoint opening(int bodyLength, long seq, long spool) throws EvidenceException {
      Matcher body =
          OPENING.matcher(
              new String(line, BEGIN.length(), bodyLength, StandardCharsets.ISO_8859_1));
      if (!body.matches() || Long.parseLong(body.group(2)) != number || seq < 1) {
        throw broken("does not open segment " + number);
      }
      try {
        openedAt = Instant.parse(body.group(4));
      } catch (DateTimeException e) {
        throw broken("does not tell when the segment was opened");
      }
      key = body.group(1);
      return new ChainPoint(seq - 1, spool, HexFormat.of().parseHex(body.group(3)));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Parses one line of a journal, from its end. Reusable. */
public final class LineParser {
  private static final byte[] BODY = ascii("{\"body\":");
  private static final byte[] HASH = ascii(",\"hash\":\"");
  private static final byte[] MAC = ascii("\",\"mac\":\"");
  private static final byte[] SEQ = ascii("\",\"seq\":");
  private static final byte[] SPOOL = ascii(",\"spool\":");
  private static final byte[] NONE = {};
  private static final int MAX_DIGITS = 16;

  private byte[] line = NONE;
  private int bodyAt;
  private int bodyLength;
  private int at;
  private long seq;
  private long spool;
  private byte[] hash = NONE;
  private byte[] mac = NONE;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Parses a line and returns whether it is valid. If not, no other method may be called. */
  public boolean parse(byte[] bytes, int from, int length) {
    return length >= BODY.length
        && Arrays.equals(bytes, from, from + BODY.length, BODY, 0, BODY.length)
        && parseEnd(bytes, from + BODY.length, length - BODY.length)
        && bodyLength >= 2;
  }

  /** Parses the end of a line, which may start anywhere within the body, like {@link #parse}. */
  public boolean parseEnd(byte[] bytes, int from, int length) {
    line = bytes;
    bodyAt = from;
    at = from + length;
    boolean whole = position() && digests();
    bodyLength = at - bodyAt;
    return whole;
  }

  private boolean position() {
    if (!back('}')) {
      return false;
    }
    spool = number();
    if (spool < 0 || !back(SPOOL)) {
      return false;
    }
    seq = number();
    return seq >= 0 && back(SEQ);
  }

  private boolean digests() {
    mac = hex(LineMac.BYTES);
    if (mac.length == 0 || !back(MAC)) {
      at += 2 * mac.length;
      mac = NONE;
    }
    hash = hex(32);
    return hash.length > 0 && back(HASH);
  }

  private boolean back(char c) {
    return at > bodyAt && line[--at] == c;
  }

  private boolean back(byte[] text) {
    if (at - text.length < bodyAt
        || !Arrays.equals(line, at - text.length, at, text, 0, text.length)) {
      return false;
    }
    at -= text.length;
    return true;
  }

  private long number() {
    long value = 0;
    long unit = 1;
    int end = at;
    while (at > bodyAt && line[at - 1] >= '0' && line[at - 1] <= '9') {
      value += unit * (line[--at] - '0');
      unit *= 10;
      if (end - at > MAX_DIGITS) {
        return -1;
      }
    }
    boolean canonical = at < end && (line[at] != '0' || end - at == 1);
    return canonical ? value : -1;
  }

  private byte[] hex(int bytes) {
    if (at - 2 * bytes < bodyAt) {
      return NONE;
    }
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      int high = digit(line[at - 2 * bytes + 2 * i]);
      int low = digit(line[at - 2 * bytes + 2 * i + 1]);
      if (high < 0 || low < 0) {
        return NONE;
      }
      value[i] = (byte) (high << 4 | low);
    }
    at -= 2 * bytes;
    return value;
  }

  private static int digit(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  public long seq() {
    return seq;
  }

  public long spool() {
    return spool;
  }

  /** Returns the hash in the line. */
  public byte[] hash() {
    return hash;
  }

  /** Returns the MAC in the line, empty without one. */
  public byte[] mac() {
    return mac;
  }

  public String body() {
    return new String(line, bodyAt, bodyLength, StandardCharsets.UTF_8);
  }

  public boolean bodyStarts(byte[] ascii) {
    return bodyLength >= ascii.length
        && Arrays.equals(line, bodyAt, bodyAt + ascii.length, ascii, 0, ascii.length);
  }

  /** Returns the hash that the line should have. */
  public byte[] hash(LineHash hashes, byte[] previous) {
    return hashes.of(previous, seq, spool, line, bodyAt, bodyLength, mac);
  }

  /** Returns the MAC that the line should have. */
  public byte[] mac(LineMac macs, byte[] previous) {
    return macs.of(previous, seq, spool, line, bodyAt, bodyLength);
  }
}

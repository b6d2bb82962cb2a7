// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.line;

import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A batch of lines that continue the chain and are written together. Not thread-safe. */
public final class LineBatch {
  /** The size at which a batch is written; one record may exceed it. */
  public static final int FULL = 256 << 10;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY = "{\"body\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HASH = ",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAC = "\",\"mac\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEQ = "\",\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPOOL = ",\"spool\":".getBytes(StandardCharsets.US_ASCII);
  private static final int AROUND =
      BODY.length + HASH.length + 64 + MAC.length + 32 + SEQ.length + 16 + SPOOL.length + 16 + 2;

  private static final byte[] NO_MAC = {};

  private final LineHash hashes = new LineHash();
  private final LineMac macs;
  private byte[] bytes = new byte[FULL + (8 << 10)];
  private int length;
  private long lines;
  private long seq;
  private long spool;
  private byte[] hash = new byte[32];
  private byte[] lastPrevious = new byte[32];
  private int lastAt;
  private int lastBodyLength;

  public LineBatch(LineMac macs) {
    this.macs = macs;
  }

  /** Starts an empty batch after this position. */
  public void start(ChainPosition after) {
    if (length > 2 * FULL) {
      bytes = new byte[FULL + (8 << 10)];
    }
    length = 0;
    lines = 0;
    seq = after.seq();
    spool = after.spool();
    hash = after.hash();
  }

  /** Reserves space for a body. The caller copies it to {@link #array} at {@link #bodyAt}. */
  public void reserve(int bodyLength) {
    int needed = length + AROUND + bodyLength;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, needed);
    }
  }

  public byte[] array() {
    return bytes;
  }

  public int bodyAt() {
    return length + BODY.length;
  }

  /** Adds a line with the body that was copied. */
  public void line(int bodyLength, long spoolAfter) {
    seq++;
    spool = spoolAfter;
    lastPrevious = hash;
    lastAt = length;
    lastBodyLength = bodyLength;
    write(NO_MAC);
    lines++;
  }

  /**
   * Adds a MAC to the last line, which authenticates all lines up to it. Called once, before the
   * batch is written.
   */
  public void authenticate() {
    if (lines > 0) {
      length = lastAt;
      write(macs.of(lastPrevious, seq, spool, bytes, bodyAt(), lastBodyLength));
    }
  }

  private void write(byte[] mac) {
    hash = hashes.of(lastPrevious, seq, spool, bytes, bodyAt(), lastBodyLength, mac);
    add(BODY);
    length += lastBodyLength;
    add(HASH);
    hex(hash);
    if (mac.length > 0) {
      add(MAC);
      hex(mac);
    }
    add(SEQ);
    number(seq);
    add(SPOOL);
    number(spool);
    bytes[length++] = '}';
    bytes[length++] = '\n';
  }

  private void hex(byte[] raw) {
    for (byte b : raw) {
      bytes[length++] = HEX[(b >> 4) & 15];
      bytes[length++] = HEX[b & 15];
    }
  }

  /** Adds a line with a body of the journal itself. */
  public void line(CanonicalBuffer body) {
    line(body, spool);
  }

  public void line(CanonicalBuffer body, long spoolAfter) {
    reserve(body.length());
    System.arraycopy(body.array(), 0, bytes, bodyAt(), body.length());
    line(body.length(), spoolAfter);
  }

  private void add(byte[] ascii) {
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
  }

  private void number(long value) {
    int digits = 1;
    for (long rest = value; rest > 9; rest /= 10) {
      digits++;
    }
    length += digits;
    long rest = value;
    for (int at = length; digits > 0; digits--) {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  public boolean full() {
    return length >= FULL;
  }

  public int length() {
    return length;
  }

  public long lines() {
    return lines;
  }

  /** Returns the number of the next line. */
  public long nextSeq() {
    return seq + 1;
  }

  /** Returns the position of the chain after these lines. */
  public ChainPosition end() {
    return new ChainPosition(seq, spool, hash);
  }
}

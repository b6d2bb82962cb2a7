// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.checkpoint.SigningKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.crypto.Mac;

/**
 * Computes keyed checksums of records in the spool: the universal hash NH over words of 64 bits,
 * and SipHash-2-4 of its result, the length and the position. A MAC of the platform would take as
 * long as all other work of a caller for a record. Immutable, thread-safe.
 *
 * <p>NH and its bound are those of Black, Halevi, Krawczyk, Krovetz and Rogaway (UMAC, 1999);
 * SipHash is that of Aumasson and Bernstein (2012). The result of NH is never seen, so it reveals
 * nothing of its key.
 */
public final class SpoolChecksums {
  /** The block size of NH in bytes, the size of its key. */
  static final int BLOCK = 1_024;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] key = new long[BLOCK / Long.BYTES];
  private final long k0;
  private final long k1;

  public SpoolChecksums(SigningKey signingKey) {
    Mac hmac = signingKey.hmac("portcullis-spool");
    ByteBuffer words = ByteBuffer.allocate(BLOCK + 32).order(ByteOrder.LITTLE_ENDIAN);
    for (byte part = 0; words.hasRemaining(); part++) {
      words.put(hmac.doFinal(new byte[] {part}));
    }
    words.flip();
    for (int i = 0; i < key.length; i++) {
      key[i] = words.getLong();
    }
    k0 = words.getLong();
    k1 = words.getLong();
  }

  /** The hash of a body, before its position is known. Not thread-safe. */
  public static final class BodyHash {
    private final SpoolChecksums tags;
    private long low;
    private long high;
    private long length;

    public BodyHash(SpoolChecksums tags) {
      this.tags = tags;
    }

    /** Hashes a body. */
    public void of(byte[] body, int offset, int bytes) {
      length = bytes;
      low = 0;
      high = 0;
      tags.block(this, body, offset, Math.min(bytes, BLOCK));
      for (int at = BLOCK; at < bytes; at += BLOCK) {
        long before = sip(tags.k0, tags.k1, low, high, BLOCK, -at); // no position is negative
        low = before;
        high = 0;
        tags.block(this, body, offset + at, Math.min(bytes - at, BLOCK));
      }
    }

    /** Returns the tag of the body at this position of the spool. */
    public long at(long position) {
      return sip(tags.k0, tags.k1, low, high, length, position);
    }

    /** Returns a copy of this hash. */
    public BodyHash copy() {
      BodyHash copy = new BodyHash(tags);
      copy.low = low;
      copy.high = high;
      copy.length = length;
      return copy;
    }
  }

  /** Adds a block. Signed products suffice: for each word and key, one factor gives a product. */
  private void block(BodyHash hash, byte[] body, int offset, int bytes) {
    long[] keys = key;
    long low = hash.low;
    long high = hash.high;
    int end = offset + (bytes & ~15);
    int word = 0;
    for (int at = offset; at < end; at += 16) {
      long a = (long) WORD.get(body, at) + keys[word];
      long b = (long) WORD.get(body, at + 8) + keys[word + 1];
      low += a * b;
      high += Math.multiplyHigh(a, b);
      word += 2;
    }
    int rest = bytes & 15;
    if (rest > 0) {
      long a = (rest < 8 ? rest(body, end, rest) : (long) WORD.get(body, end)) + keys[word];
      long b = (rest > 8 ? rest(body, end + 8, rest - 8) : 0) + keys[word + 1];
      low += a * b;
      high += Math.multiplyHigh(a, b);
    }
    hash.low = low;
    hash.high = high;
  }

  /**
   * Returns the last bytes, fewer than eight, padded with zeros; read with those before if
   * possible.
   */
  private static long rest(byte[] body, int at, int bytes) {
    if (at >= 8) {
      return (long) WORD.get(body, at + bytes - 8) >>> (64 - 8 * bytes);
    }
    long word = 0;
    for (int i = at + bytes - 1; i >= at; i--) {
      word = word << 8 | (body[i] & 0xFF);
    }
    return word;
  }

  /** Returns SipHash-2-4 of four words, little endian. */
  public static long sip(long k0, long k1, long first, long second, long third, long fourth) {
    Sip sip = new Sip(k0, k1);
    sip.word(first);
    sip.word(second);
    sip.word(third);
    sip.word(fourth);
    sip.word(32L << 56); // the length of the message
    return sip.end();
  }

  /** The state of one run; it does not escape its method, so the compiler keeps it in registers. */
  private static final class Sip {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    Sip(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void word(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long end() {
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}

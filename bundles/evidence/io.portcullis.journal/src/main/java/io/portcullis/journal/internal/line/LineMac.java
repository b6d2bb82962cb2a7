// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.line;

import io.portcullis.journal.internal.checkpoint.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Computes the MAC of a line, which requires the private key: HMAC-SHA-256, truncated to 16 bytes,
 * over the fields that the hash covers. Not thread-safe.
 */
public final class LineMac {
  static final int BYTES = 16;

  private static final byte[] DOMAIN = "portcullis-line-2".getBytes(StandardCharsets.US_ASCII);

  private final Mac hmac;
  private final ByteBuffer fields =
      ByteBuffer.allocate(4 + DOMAIN.length + 4 + 32 + 4 + 8 + 4 + 8 + 4);

  public LineMac(SigningKey key) {
    hmac = key.hmac("portcullis-line-mac");
    fields.putInt(DOMAIN.length).put(DOMAIN);
  }

  /** Returns the MAC of a line that follows one with this hash. */
  byte[] of(byte[] previous, long seq, long spool, byte[] body, int offset, int length) {
    fields.position(4 + DOMAIN.length);
    fields.putInt(32).put(previous).putInt(8).putLong(seq).putInt(8).putLong(spool).putInt(length);
    hmac.update(fields.array());
    hmac.update(body, offset, length);
    return Arrays.copyOf(hmac.doFinal(), BYTES);
  }
}

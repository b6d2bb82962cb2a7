// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.line;

import io.portcullis.journal.internal.json.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Hashes lines: each field is preceded by its length. Not thread-safe. */
public final class LineHash {
  private static final byte[] DOMAIN = "portcullis-journal-2".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] MAC_LENGTH = {0, 0, 0, LineMac.BYTES};

  private final MessageDigest sha256 = Digests.sha256();
  private final byte[] before;
  private final ByteBuffer fields;

  public LineHash() {
    fields = ByteBuffer.allocate(4 + DOMAIN.length + 4 + 32 + 4 + 8 + 4 + 8 + 4);
    fields.putInt(DOMAIN.length).put(DOMAIN);
    before = fields.array();
  }

  /**
   * Returns the hash of the line that follows one with this hash.
   *
   * @param mac the MAC of the line, or an empty array for a line without one
   */
  public byte[] of(
      byte[] previous, long seq, long spool, byte[] body, int offset, int length, byte[] mac) {
    fields.position(4 + DOMAIN.length);
    fields.putInt(32).put(previous).putInt(8).putLong(seq).putInt(8).putLong(spool).putInt(length);
    sha256.update(before);
    sha256.update(body, offset, length);
    if (mac.length > 0) {
      sha256.update(MAC_LENGTH);
      sha256.update(mac);
    }
    return sha256.digest();
  }
}

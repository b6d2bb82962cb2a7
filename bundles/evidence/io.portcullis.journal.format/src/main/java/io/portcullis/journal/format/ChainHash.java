// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Computes the hashes of the chain. */
public final class ChainHash {
  private static final byte[] NAME = "portcullis-journal-2".getBytes(StandardCharsets.US_ASCII);

  private ChainHash() {}

  /** Returns the hash of a record after a line with the hash {@code previous}. */
  public static String of(JournalRecord record, String previous) {
    return of(record, previous, record.seq());
  }

  /** Returns the hash that a record would have under another sequence number. */
  public static String of(JournalRecord record, String previous, long seq) {
    MessageDigest sha256 = Hex64.sha256();
    field(sha256, NAME);
    field(sha256, Hex64.bytes(previous));
    field(sha256, ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
    field(sha256, ByteBuffer.allocate(Long.BYTES).putLong(record.spool()).array());
    field(sha256, record.body().canonical().getBytes(StandardCharsets.UTF_8));
    if (!record.mac().isEmpty()) {
      field(sha256, Hex64.bytes(record.mac()));
    }
    return Hex64.of(sha256);
  }

  private static void field(MessageDigest sha256, byte[] bytes) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha256.update(bytes);
  }
}

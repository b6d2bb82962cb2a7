// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.CanonicalParser.NotCanonical;
import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The writer's signed statement of the journal's last record.
 *
 * @param segment the number of the segment of the last record
 * @param seq the sequence number of the last record
 * @param hash the hash of the last record
 * @param key the digest of the key that signed, as in a {@code segment} record
 * @param time the time of the signature
 * @param signature the signature in base64
 */
public record Checkpoint(
    long segment, long seq, String hash, String key, String time, String signature) {
  public static final String FILE = "head.json";

  private static final int MAX_BYTES = 4_096;
  private static final String OTHER_MEMBERS =
      "not an object of hash, key, segment, seq, signature and time";
  private static final Set<String> NAMES =
      Set.of("hash", "key", "segment", "seq", "signature", "time");
  private static final byte[] NAME = "portcullis-head-1".getBytes(StandardCharsets.US_ASCII);

  public static Checkpoint read(Path file) throws IOException, NotCanonical {
    Map<String, JournalValue> members = members(line(file));
    if (members.get("segment") instanceof Whole segment
        && members.get("seq") instanceof Whole seq
        && members.get("hash") instanceof Text hash
        && members.get("key") instanceof Text key
        && members.get("time") instanceof Text time
        && members.get("signature") instanceof Text signature
        && Hex64.is(hash.value())) {
      return new Checkpoint(
          segment.value(), seq.value(), hash.value(), key.value(), time.value(), signature.value());
    }
    throw new NotCanonical(OTHER_MEMBERS);
  }

  private static byte[] line(Path file) throws IOException, NotCanonical {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
      throw new NotCanonical("the line does not end");
    }
    return Arrays.copyOf(bytes, bytes.length - 1);
  }

  private static Map<String, JournalValue> members(byte[] line) throws NotCanonical {
    JournalValue value = CanonicalParser.parse(line);
    if (value instanceof Fields fields && fields.members().keySet().equals(NAMES)) {
      return fields.members();
    }
    throw new NotCanonical(OTHER_MEMBERS);
  }

  public boolean signedBy(PublicKeyFile by) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    // A second text for one signature is refused: the writer wrote only one.
    return Base64.getEncoder().encodeToString(bytes).equals(signature)
        && by.signed(signedBytes(), bytes);
  }

  private byte[] signedBytes() {
    byte[] when = time.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(NAME.length + 8 + 8 + 32 + when.length + 5 * Integer.BYTES)
        .putInt(NAME.length)
        .put(NAME)
        .putInt(Long.BYTES)
        .putLong(segment)
        .putInt(Long.BYTES)
        .putLong(seq)
        .putInt(32)
        .put(Hex64.bytes(hash))
        .putInt(when.length)
        .put(when)
        .array();
  }
}

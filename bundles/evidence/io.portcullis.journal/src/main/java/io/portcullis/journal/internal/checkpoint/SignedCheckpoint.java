// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

import io.portcullis.journal.internal.json.TimestampFormat;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement of the journal's last line.
 *
 * @param segment the number of the segment
 * @param seq the number of the last line
 * @param hash its hash in hex
 */
public record SignedCheckpoint(long segment, long seq, String hash) {
  public static final String NAME = "head.json";
  private static final byte[] DOMAIN = "portcullis-head-1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BYTES = 4_096;
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"hash\":\"([0-9a-f]{64})\",\"key\":\"(sha256:[0-9a-f]{64})\",\"segment\":([0-9]{1,16}),\"seq\":([0-9]{1,16}),\"signature\":\"([A-Za-z0-9+/]{86}==)\",\"time\":\"([0-9TZ:.-]{30})\"\\}\n");

  /** Returns the signed checkpoint as one line. */
  public byte[] signed(SigningKey key, Instant now) {
    String time = TimestampFormat.text(now);
    String signature = Base64.getEncoder().encodeToString(key.sign(message(time)));
    return ("{\"hash\":\""
            + hash
            + "\",\"key\":\""
            + key.digest()
            + "\",\"segment\":"
            + segment
            + ",\"seq\":"
            + seq
            + ",\"signature\":\""
            + signature
            + "\",\"time\":\""
            + time
            + "\"}\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] message(String time) {
    byte[] text = time.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + DOMAIN.length + 12 + 12 + 36 + 4 + text.length)
        .putInt(DOMAIN.length)
        .put(DOMAIN)
        .putInt(8)
        .putLong(segment)
        .putInt(8)
        .putLong(seq)
        .putInt(32)
        .put(HexFormat.of().parseHex(hash))
        .putInt(text.length)
        .put(text)
        .array();
  }

  /**
   * Reads a checkpoint.
   *
   * @return the checkpoint, or null if the file is missing
   * @throws TamperedJournalException if it was not signed with this key
   */
  public static @Nullable SignedCheckpoint read(Path path, SigningKey key) throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    Matcher line = line(path);
    SignedCheckpoint head =
        new SignedCheckpoint(
            Long.parseLong(line.group(3)), Long.parseLong(line.group(4)), line.group(1));
    byte[] signature = Base64.getDecoder().decode(line.group(5));
    if (!line.group(2).equals(key.digest())
        || !key.verifies(head.message(line.group(6)), signature)) {
      throw new TamperedJournalException(path + " was not signed with the key of this journal");
    }
    return head;
  }

  private static Matcher line(Path path) throws IOException {
    String text =
        Files.size(path) > MAX_BYTES ? "" : Files.readString(path, StandardCharsets.ISO_8859_1);
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new TamperedJournalException(path + " is not a signed checkpoint");
    }
    return line;
  }
}

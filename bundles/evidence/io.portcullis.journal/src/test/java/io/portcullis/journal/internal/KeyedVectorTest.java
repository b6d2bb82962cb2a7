// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.journal.internal.checkpoint.ChainPosition;
import io.portcullis.journal.internal.checkpoint.HighWaterMark;
import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test vectors of docs/journal.md. They were computed with Python's hmac and hashlib from the
 * page, and not with this code.
 */
class KeyedVectorTest {
  private static final String LINE_HASH =
      "4a5568c0851d52dd3beabb6e5427bc5d9dcc76b3fa9dd8e02a3796ba832177d8";

  @TempDir Path folder;
  private JournalDirectory files;
  private SigningKey key;

  @BeforeEach
  void readTheKey() throws IOException {
    Files.writeString(
        folder.resolve("key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
            + "-----END PRIVATE KEY-----\n");
    Files.writeString(
        folder.resolve("key.pub"),
        "-----BEGIN PUBLIC KEY-----\n"
            + "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
            + "-----END PUBLIC KEY-----\n");
    files = JournalDirectory.open(folder, new LocalFileSystem());
    key = SigningKey.open(files, false);
  }

  private LineBatch line() {
    byte[] body = "{\"event\":\"e\",\"kind\":\"event\"}".getBytes(StandardCharsets.US_ASCII);
    LineBatch batch = new LineBatch(new LineMac(key));
    batch.start(new ChainPosition(16, 0, new byte[32]));
    batch.reserve(body.length);
    System.arraycopy(body, 0, batch.array(), batch.bodyAt(), body.length);
    batch.line(body.length, 4_096);
    return batch;
  }

  private static String text(LineBatch batch) {
    return new String(batch.array(), 0, batch.length(), StandardCharsets.US_ASCII);
  }

  @Test
  void aLineWithAMacIsTheOneOfThePage() {
    LineBatch batch = line();
    batch.authenticate();
    assertThat(text(batch))
        .isEqualTo(
            "{\"body\":{\"event\":\"e\",\"kind\":\"event\"},\"hash\":\""
                + LINE_HASH
                + "\",\"mac\":\"821f084ea854b465dbd97298c38e1285\",\"seq\":17,\"spool\":4096}\n");
  }

  @Test
  void aLineWithoutAMacIsTheOneOfThePage() {
    assertThat(text(line()))
        .isEqualTo(
            "{\"body\":{\"event\":\"e\",\"kind\":\"event\"},\"hash\":"
                + "\"4ea0135ecc9fed08d71f28410394da1d68cd8da4f5ff3baa43e9c354ecb7b12d\","
                + "\"seq\":17,\"spool\":4096}\n");
  }

  @Test
  void aSlotOfTheMarkIsTheOneOfThePage() {
    byte[] hash = HexFormat.of().parseHex(LINE_HASH);
    byte[] slot = new HighWaterMark.Reached(7, 2, 17, hash, 12).slot(key.hmac("portcullis-mark"));
    assertThat(HexFormat.of().formatHex(slot))
        .isEqualTo(
            "50434d41524b3032"
                + "000000000000000700000000000000020000000000000011"
                + LINE_HASH
                + "000000000000000c"
                + "c947d189c0e9ee6cf90a5f68e0f82805a129355548841f3be56903507a0e5dc8"
                + "00".repeat(24));
  }

  @Test
  void sipHashIsTheOneOfItsAuthors() {
    ByteBuffer bytes = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 48; i++) {
      bytes.put(i, (byte) (i < 16 ? i : i - 16));
    }
    long tag =
        SpoolChecksums.sip(
            bytes.getLong(0),
            bytes.getLong(8),
            bytes.getLong(16),
            bytes.getLong(24),
            bytes.getLong(32),
            bytes.getLong(40));
    assertThat(Long.toHexString(tag)).isEqualTo("7127512f72f27cce");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2106aa0f8c8070b2",
    "7, fba3d43a54e77894",
    "8, ed59bc439fb399b0",
    "15, 723bf690408dd1fa",
    "16, c8e6eea18d38ecc7",
    "29, 44dfc2eaa971f2aa",
    "1024, 0f80e7c832c940cf",
    "1025, f837bf55b3637f10",
    "5000, 757d8feaf47ec0da"
  })
  void aTagOfTheSpoolIsTheOneOfThePage(int length, String tag) {
    byte[] body = new byte[length + 5];
    for (int i = 0; i < length; i++) {
      body[3 + i] = (byte) (7 * i % 251);
    }
    SpoolChecksums.BodyHash hash = new SpoolChecksums.BodyHash(new SpoolChecksums(key));
    hash.of(body, 3, length);
    assertThat(HexFormat.of().toHexDigits(hash.at(4_096))).isEqualTo(tag);
    assertThat(HexFormat.of().toHexDigits(hash.copy().at(4_096))).isEqualTo(tag);
  }
}

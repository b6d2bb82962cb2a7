// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static io.portcullis.policy.internal.secret.Scans.kinds;
import static io.portcullis.policy.internal.secret.Scans.redacted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets without a format of their own. */
class EntropyTest {

  /** Thirty different characters: 4.9 bits each. */
  private static final String RANDOM = "Zq1Xw2Ce3Vr4Bt5Ny6Mu7KiLoPaSdF";

  private static final String LABEL = "[REDACTED:GenericHighEntropy]";

  @ParameterizedTest
  @ValueSource(strings = {"%s", "a %s b", "\"%s\"", "{\"k\":\"%s\"}", "密鑰%s，謝謝", "%s\n"})
  void replacesARandomToken(String around) {
    assertThat(redacted(around.formatted(RANDOM))).isEqualTo(around.formatted(LABEL));
  }

  @Test
  void replacesATokenWithItsLabelUpToTheFirstDelimiter() {
    assertThat(redacted("token=" + RANDOM)).isEqualTo(LABEL);
    assertThat(redacted("token=" + RANDOM + ",n=1")).isEqualTo(LABEL + ",n=1");
  }

  @Test
  void measuresTokensOfTwentyToSixtyFourCharacters() {
    String signs = "Zq1!Xw2#Ce3$Vr4%Bt5&Ny6";

    assertThat(kinds(signs)).containsExactly("GenericHighEntropy");
    assertThat(kinds(signs.substring(1))).isEmpty();
    assertThat(kinds((signs + "#").repeat(3))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"63, false", "64, true", "65, true", "5000, true"})
  void replacesLongHexadecimalRuns(int length, boolean found) {
    String hex = "0123456789abcdef".repeat(400).substring(0, length);

    assertThat(redacted("x " + hex + " y")).isEqualTo("x " + (found ? LABEL : hex) + " y");
  }

  @Test
  void keepsTextInHexadecimal() {
    byte[] message = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"mean\":NaN}}\r\n".getBytes(UTF_8);
    String hex = HexFormat.of().formatHex(message);
    assertThat(redacted(hex)).isEqualTo(hex);
    assertThat(redacted(hex.substring(1))).isEqualTo(LABEL);
  }

  @Test
  void replacesRandomKeysInHexadecimal() {
    Random random = new Random(1);
    for (int n = 0; n < 1_000; n++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      assertThat(redacted(HexFormat.of().formatHex(key))).isEqualTo(LABEL);
    }
  }

  @Test
  void replacesGroupedHexadecimalRuns() {
    String grouped = "de:ad:be:ef:".repeat(16);

    assertThat(redacted("x " + grouped + " y")).isEqualTo("x " + LABEL + ": y");
    assertThat(redacted("de-ad-be-ef-".repeat(7) + "x")).doesNotContain(LABEL);
  }

  @Test
  void findsRepeatedHexadecimalWords() {
    assertThat(kinds("deadbeef".repeat(8))).containsExactly("GenericHighEntropy");
  }

  @Test
  void replacesBase64OfAnyLength() {
    String long64 = (RANDOM + "GhJ8+/").repeat(100);

    assertThat(redacted("auth=" + long64 + "==")).isEqualTo("auth=" + LABEL + "==");
  }

  @Test
  void allowsLongAndDenseTextALittleLessEntropy() {
    // 44 characters, 24 different ones: 4.39 bits.
    String dense = "abcdefghijklmnopqrstuvwx" + "abcdefghijabcdefghij";

    assertThat(kinds(dense)).containsExactly("GenericHighEntropy");
    assertThat(kinds(dense.substring(0, 39))).as("short").isEmpty();
    assertThat(kinds(dense.replace("abcdefghijabcdefghij", "/bcde/ghij/bcde/g/i/")))
        .as("a path")
        .isEmpty();
    assertThat(kinds(dense.replace("abcdefghijabcdefghij", "aaaadefghijabcdefghi")))
        .as("padding")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "\t", "\u3000", "é", "\uD83D\uDE00"})
  void findsASecretThatOneSeparatorSplits(String separator) {
    String first = RANDOM.substring(0, 15);
    String last = RANDOM.substring(15);

    assertThat(redacted("k: " + first + separator + last + " end"))
        .isEqualTo("k: " + LABEL + separator + LABEL + " end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"  ", ", ", "\n\n"})
  void passesRunsThatSeveralSeparatorsSplit(String separator) {
    String text = RANDOM.substring(0, 15) + separator + RANDOM.substring(15);

    assertThat(redacted(text)).isEqualTo(text);
  }

  @Test
  void neverJoinsAnotherFindingToItsNeighbour() {
    assertThat(redacted("installation gh~s_16C7e42F292c6912E7710c838347Ae178B4a"))
        .isEqualTo("installation [REDACTED:GitHubAppToken]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The quick brown fox jumps over the lazy dog, and nothing here is secret.",
        "代理程式在執行工具前先詢問政策決策。若政策拒絕，該次呼叫不會發生。",
        "เอเจนต์จะสอบถามนโยบายจากเกตเวย์ก่อนเรียกใช้เครื่องมือ",
        "bundles/authorities/io.portcullis.policy/src/main/java/io/portcullis",
        "550e8400-e29b-41d4-a716-446655440000",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://example.com/docs/guide?page=2&lang=en",
        "getSensitiveDataScannerForRequestArguments",
        "{\"path\":\"/srv/reports/2026-03.txt\",\"limit\":100}",
        "{\"Q\":\"a\",\"w\":[1,2,3],\"Zx\":{\"k\":9},\"v\":5}",
        "================================================",
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "abababababababababababababababababababababababababababababababababababababababab",
      })
  void passesOrdinaryText(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @Test
  void passesTheLabelsThatRedactionWrites() {
    String text = "a [REDACTED:AnthropicKey]Zq1Xw2Ce3Vr4 [REDACTED] b[REDACTED:EmailAddress]";

    assertThat(redacted(text)).isEqualTo(text);
    assertThat(redacted("[REDACTED:" + RANDOM + "]")).isEqualTo(LABEL + "]");
  }
}

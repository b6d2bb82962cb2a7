// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.secret.finding.Redactor;
import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random texts of pieces of secrets: the scan fails for none, and finds each planted secret. */
class SecretFuzzTest {

  private static final String[] PIECES = {
    "sk-",
    "ant-",
    "gh" + "p_",
    "gh" + "s_",
    "xox" + "b-",
    "AKIA",
    "ASIA",
    "github_pat_",
    "-----",
    "BEGIN ",
    "END ",
    "RSA PRIVATE KEY",
    "postgres",
    "mongodb+srv",
    "://",
    "AccountKey",
    "=",
    "@",
    "example.com",
    "alice",
    ".",
    ",",
    ";",
    ":",
    "\"",
    "'",
    " ",
    "\n",
    "\u3000",
    "統編",
    "é",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "１",
    "－",
    "4111",
    "1111",
    "123-45-6789",
    "deadbeef",
    "[REDACTED]",
    "[REDACTED:",
    "]",
    "Zq1Xw2Ce3Vr4Bt5Ny6",
    "FAKEFAKEFAKEFAKE",
    "+886",
    "(02)",
    "\\n"
  };

  /** Secrets that every text around them leaves recognisable, if blanks separate them from it. */
  private static final String[] PLANTED = {
    "sk-" + "ant-FAKEFAKE1234",
    "gh" + "p_FAKEfake0FAKE",
    "AK" + "IAFAKEFAKEFAKE1234",
    "xox" + "b-123-fakefake",
    "postgres" + "://fake:fake@db/app",
    "alice@example.com",
    "-----BEGIN RSA PRIVATE KEY-----\nFAKE\n-----END RSA PRIVATE KEY-----",
    "4111111111111111",
    "123-45-6789",
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsEachPlantedSecretInARandomText(long seed) {
    run(seed, 5_000);
  }

  @Test
  @Tag("exhaustive")
  void findsEachPlantedSecretInManyRandomTexts() {
    run(99, 300_000);
  }

  private static void run(long seed, int rounds) {
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      String planted = PLANTED[random.nextInt(PLANTED.length)];
      String text = noise(random) + "  " + planted + "  " + noise(random);
      List<SecretFinding> found = SecretScanner.scan(text);
      String redacted = Redactor.redact(text, found);

      assertThat(redacted).as("%s", text).doesNotContain("  " + planted + "  ");
      assertOrdered(text, found);
      assertThat(SecretScanner.scan(text)).isEqualTo(found);
      assertOrdered(text, LocalePack.ZH_TW.scan(text, null));
    }
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < random.nextInt(12); i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static void assertOrdered(String text, List<SecretFinding> found) {
    int last = 0;
    for (SecretFinding finding : found) {
      assertThat(finding.start()).isBetween(last, finding.end() - 1);
      assertThat(finding.end()).isLessThanOrEqualTo(text.length());
      last = finding.start();
    }
  }
}

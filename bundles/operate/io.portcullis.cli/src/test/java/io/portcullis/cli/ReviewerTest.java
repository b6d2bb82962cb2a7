// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ReviewerTest {
  @Test
  void printsATokenAndTheEntryThatKnowsIt() throws Exception {
    Run run = Run.of("reviewer", "ann");
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSize(4);
    String token = run.out().get(1);
    assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    assertThat(run.out().get(3)).isEqualTo("ann;;sha256:" + HexFormat.of().formatHex(digest));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void makesAnotherTokenEachTime() {
    assertThat(Run.of("reviewer", "ann").out().get(1))
        .isNotEqualTo(Run.of("reviewer", "ann").out().get(1));
  }

  @Test
  void refusesANameThatTheConfigurationWouldRefuse() {
    for (String name : new String[] {"", "a b", "a;b", "a,b", "x".repeat(65), "\u00e4"}) {
      Run run = Run.of("reviewer", name);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
    }
    assertThat(Run.of("reviewer").code()).isEqualTo(2);
    assertThat(Run.of("reviewer", "ann", "bob").code()).isEqualTo(2);
  }
}

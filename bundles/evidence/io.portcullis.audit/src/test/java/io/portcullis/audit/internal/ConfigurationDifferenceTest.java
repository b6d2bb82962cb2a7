// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationDifferenceTest {
  @Test
  void namesEachKeyThatDiffersWithItsOldAndItsNewValue() {
    assertThat(
            ConfigurationDifference.between(
                Map.of("mode", "enforce", "same", "1", "gone", "x"),
                Map.of("mode", "observe", "same", "1", "added", "y")))
        .isEqualTo("added: (none) -> y; gone: x -> (none); mode: enforce -> observe");
  }

  @Test
  void doesNotShowSecrets() {
    assertThat(
            ConfigurationDifference.between(
                Map.of("agent.tokens", "a=sha256:1"),
                Map.of("agent.tokens", "a=sha256:2", "webhook.secret", "s", "tls.Password", "p")))
        .isEqualTo(
            "agent.tokens: (not shown) -> (not shown); tls.Password: (none) -> (not shown);"
                + " webhook.secret: (none) -> (not shown)");
  }

  @Test
  void leavesOutWhatTheContainerAddsToAConfiguration() {
    assertThat(
            ConfigurationDifference.texts(
                Map.of(
                    "service.pid", "io.portcullis.mode",
                    "felix.fileinstall.filename", "file:/etc/x.cfg",
                    ":configurator:x", "1",
                    "mode", "enforce")))
        .isEqualTo(Map.of("mode", "enforce"));
  }

  @Test
  void readsListsAndArrays() {
    assertThat(
            ConfigurationDifference.texts(
                Map.of("list", List.of("a", "b"), "array", new int[] {1, 2}, "one", 5L)))
        .isEqualTo(Map.of("list", "a,b", "array", "1,2", "one", "5"));
  }
}

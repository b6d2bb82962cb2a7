// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationCheckTest {
  private static final String PID = "io.portcullis.gate";

  @Test
  void defaultsAndTheOwnPidPass() {
    for (Map<String, ?> properties :
        List.<Map<String, ?>>of(
            Map.of(), Map.of("service.pid", PID), Map.of("service.pid", List.of("a", "b")))) {
      assertThatCode(() -> ConfigurationCheck.requireOwn(PID, properties))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void factoryInstanceIsRefused() {
    Map<String, ?> properties = Map.of("service.pid", PID + "~old", "service.factoryPid", PID);
    assertThatThrownBy(() -> ConfigurationCheck.requireOwn(PID, properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only the PID itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.portcullis.gate|io.portcullis.gate", "io.portcullis.mode"})
  void anotherPidIsRefused(String pid) {
    assertThatThrownBy(() -> ConfigurationCheck.requireOwn(PID, Map.of("service.pid", pid)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheGuardDidNotUnderstandIsRefusedInItsWords() {
    Map<String, ?> properties = Map.of(ConfigurationCheck.PROBLEM, "unknown key 'x'");
    assertThatThrownBy(() -> ConfigurationCheck.requireOwn(PID, properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown key 'x'");
  }
}

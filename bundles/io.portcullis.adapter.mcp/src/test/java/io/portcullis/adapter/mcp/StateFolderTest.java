// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFolderTest {

  @Test
  void isWhereTheVariableSays() {
    assertThat(StateFolder.of(Map.of("XDG_STATE_HOME", "/var/state"), "/home/me").pins())
        .isEqualTo(Path.of("/var/state/portcullis/mcp/pins.json"));
  }

  @Test
  void isInTheUsersHomeWithoutTheVariable() {
    assertThat(StateFolder.of(Map.of(), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state", "./state"})
  void isInTheUsersHomeIfTheVariableIsNoAbsolutePath(String value) {
    assertThat(StateFolder.of(Map.of("XDG_STATE_HOME", value), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void isInTheHomeOfTheEnvironmentBeforeThatOfTheUserDatabase() {
    assertThat(StateFolder.of(Map.of("HOME", "/srv/me"), "/home/me").path())
        .isEqualTo(Path.of("/srv/me/.local/state/portcullis/mcp"));
    assertThat(StateFolder.of(Map.of("HOME", "/srv/me"), "?").path())
        .isEqualTo(Path.of("/srv/me/.local/state/portcullis/mcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "me", "./me", "?"})
  void isInTheHomeOfTheUserDatabaseIfThatOfTheEnvironmentIsNoAbsolutePath(String value) {
    assertThat(StateFolder.of(Map.of("HOME", value), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", " ", "home/me"})
  void isRefusedIfTheUserHasNoHome(String userHome) {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", "state", "HOME", "me");
    assertThatThrownBy(() -> StateFolder.of(environment, userHome))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no folder for state")
        .hasMessageContaining("set HOME or XDG_STATE_HOME to an absolute path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "state", "./state"})
  void isInTheUsersHomeIfTheVariableIsNoAbsolutePath(String value) {
    assertThat(StateFolder.of(Map.of("XDG_STATE_HOME", value), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }
}

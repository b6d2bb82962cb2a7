// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {

  @Test
  void stateDirectoryComesFromTheVariable() {
    assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", "/var/state"), "/home/me").pins())
        .isEqualTo(Path.of("/var/state/portcullis/mcp/pins.json"));
  }

  @Test
  void stateDirectoryIsInTheUsersHomeWithoutTheVariable() {
    assertThat(StateDirectory.of(Map.of(), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }

  @Test
  void homeOfTheEnvironmentPrecedesThatOfTheUserDatabase() {
    assertThat(StateDirectory.of(Map.of("HOME", "/srv/me"), "/home/me").path())
        .isEqualTo(Path.of("/srv/me/.local/state/portcullis/mcp"));
    assertThat(StateDirectory.of(Map.of("HOME", "/srv/me"), "?").path())
        .isEqualTo(Path.of("/srv/me/.local/state/portcullis/mcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "me", "./me", "?"})
  void isInTheHomeOfTheUserDatabaseIfThatOfTheEnvironmentIsNoAbsolutePath(String value) {
    assertThat(StateDirectory.of(Map.of("HOME", value), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", " ", "home/me"})
  void isRefusedIfTheUserHasNoHome(String userHome) {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", "state", "HOME", "me");
    assertThatThrownBy(() -> StateDirectory.of(environment, userHome))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no folder for state")
        .hasMessageContaining("set HOME or XDG_STATE_HOME to an absolute path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "state", "./state"})
  void isInTheUsersHomeIfTheVariableIsNoAbsolutePath(String value) {
    assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", value), "/home/me").path())
        .isEqualTo(Path.of("/home/me/.local/state/portcullis/mcp"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import io.portcullis.mcp.pinning.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinFileLocationTest {
  @TempDir Path folder;
  private Home home;
  private StateDirectory state;

  @BeforeEach
  void prepare() throws Exception {
    home = new Home(folder.resolve("dist"), folder.resolve("home"));
    state = new StateDirectory(folder.resolve("state"));
    Files.createDirectories(home.etc());
  }

  private void configure(String text) throws Exception {
    Files.writeString(home.etc().resolve(PinFileLocation.PID + ".cfg"), text);
  }

  @Test
  void pinsAreInTheStateFolderIfNothingIsConfigured() throws Exception {
    assertThat(PinFileLocation.file(home, state)).isEqualTo(state.pins());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "file =", "file =  ", "other = x"})
  void pinsAreInTheStateFolderIfNoFileIsNamed(String text) throws Exception {
    configure(text);
    assertThat(PinFileLocation.file(home, state)).isEqualTo(state.pins());
  }

  @Test
  void pinsAreWhereTheSharedHomeSays() throws Exception {
    configure("file = /var/lib/pins.json");
    assertThat(PinFileLocation.file(home, state)).isEqualTo(Path.of("/var/lib/pins.json"));
    configure("file = data/pins.json");
    assertThat(PinFileLocation.file(home, state)).isEqualTo(folder.resolve("home/data/pins.json"));
    configure("file = ${portcullis.home}/data/pins.json");
    assertThat(PinFileLocation.file(home, state)).isEqualTo(folder.resolve("home/data/pins.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file = \\u00zz", "file = a\\u0000b"})
  void pinsHaveNoFileIfTheConfigurationCannotBeUnderstood(String text) throws Exception {
    configure(text);
    assertThatThrownBy(() -> PinFileLocation.file(home, state))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(PinFileLocation.PID + ".cfg");
  }
}

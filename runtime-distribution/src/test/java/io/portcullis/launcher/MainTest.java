// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo"})
  void refusesExtraWordsBeforeAnythingIsStarted(String command) {
    Home home = new Home(folder.resolve("dist"), folder.resolve("home"));
    LaunchException refusal =
        catchThrowableOfType(
            LaunchException.class, () -> Main.run(home, List.of(command, "extra")));
    assertThat(refusal).hasMessage(command + " takes no arguments: [extra]");
    assertThat(refusal.exitCode()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }
}

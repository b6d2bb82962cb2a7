// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "run; extra; run takes no arguments: [extra]",
        "demo; extra; 'demo takes --mcp, --runtime assembly or nothing: [extra]'",
        "demo; --runtime; 'demo takes --mcp, --runtime assembly or nothing: [--runtime]'"
      })
  void refusesWordsThatItDoesNotKnowBeforeAnythingIsStarted(
      String command, String word, String message) {
    Home home = new Home(folder.resolve("dist"), folder.resolve("home"));
    LaunchException refusal =
        catchThrowableOfType(LaunchException.class, () -> Main.run(home, List.of(command, word)));
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.exitCode()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }
}

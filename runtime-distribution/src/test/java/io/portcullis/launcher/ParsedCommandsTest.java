// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.home.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsedCommandsTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) throws Exception {
    return new ParsedCommands(
            new Home(folder.resolve("dist"), folder.resolve("home")),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(words));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run extra|unexpected argument extra|run",
        "run --hlep|unknown option --hlep; did you mean --help?|run",
        "demo extra|unexpected argument extra|demo",
        "demo --runtime|--runtime needs a value|demo",
        "demo --runtme assembly|unknown option --runtme; did you mean --runtime?|demo",
        "demo --runtime other|--runtime knows only assembly|demo",
        "demo --mcp --runtime assembly|--mcp goes with no other option|demo",
        "frobnicate|unknown command: frobnicate|COMMAND"
      })
  void wrongCommandLineIsRefusedBeforeAnythingStarts(String words, String message, String usage)
      throws Exception {
    assertThat(run(words.split(" "))).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("portcullis: " + message + "\nusage: portcullis " + usage);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void helpIsShownWhereverItIsAskedFor() throws Exception {
    assertThat(run("demo", "--mcp", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("usage: portcullis demo")
        .contains("Exit codes:");
    assertThat(folder).isEmptyDirectory();
  }
}

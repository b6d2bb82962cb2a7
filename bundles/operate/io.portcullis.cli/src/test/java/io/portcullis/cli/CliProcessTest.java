// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One command in a process of its own, with and without a logging backend. */
class CliProcessTest {
  @TempDir private Path folder;

  private Run run(boolean backend, String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> backend || !entry.contains("slf4j-simple"))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(List.of(java, "-cp", classPath, CliMain.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process hangs");
    }
    return new Run(process.exitValue(), lines(out), lines(err));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void printsItsAnswerAndNothingElse(boolean backend) throws Exception {
    Path policy =
        Files.writeString(
            folder.resolve("p.yaml"),
            "tools: {t: {allow: false}, \"*\": {allow: true, requires_approval_if: 'path =="
                + " \"x\"'}}");
    Run run = run(backend, "check", "--policy", policy.toString(), "--tool", "t");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.line()).startsWith("{\"verdict\":\"deny\",");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void endsWithTheCodeOfBadUsage() throws Exception {
    Run run = run(false, "check");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().get(0)).isEqualTo("portcullis: --policy is missing");
  }
}

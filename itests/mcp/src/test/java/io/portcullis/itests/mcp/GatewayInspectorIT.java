// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public inspector and public servers with the gateway between them; the disk is looked at. */
@Tag("interop")
class GatewayInspectorIT {
  private static final String NO_MOVES =
      """
      spec:
        tools:
          move_file: {allow: false}
          "*": {allow: true}
        data:
          sensitive_patterns: ['\\b(?:\\d{4}[ -]?){3}\\d{4}\\b']
          credential_action: redact_only
      """;

  private static NodePackages packages;
  private static Inspector inspector;

  @TempDir Path state;
  @TempDir Path folder;
  private Path files;
  private Gateway gateway;

  @BeforeAll
  static void installs() throws IOException {
    packages = NodePackages.installed();
    inspector = new Inspector(packages);
  }

  @BeforeEach
  void prepare() throws IOException {
    files = folder.toRealPath();
    gateway = new Gateway(state, NO_MOVES);
  }

  private Inspector.Answer ask(String... request) throws IOException {
    return inspector.stdio(gateway.before(packages.filesystemStdio(files)), request);
  }

  @Test
  void listsTheTools() throws IOException {
    var answer = ask("--method", "tools/list");
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("tools").findValuesAsText("name"))
        .contains("write_file", "move_file");
  }

  @Test
  void writesAFileThatThePolicyAllows() throws IOException {
    var answer = ask(call("write_file", "path=" + files.resolve("a"), "content=words"));
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(files.resolve("a")).hasContent("words");
  }

  @Test
  void doesNotMoveAFileThatThePolicyKeeps() throws IOException {
    Files.writeString(files.resolve("a"), "words");
    var answer =
        ask(call("move_file", "source=" + files.resolve("a"), "destination=" + files.resolve("b")));
    assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(5);
    assertThat(files.resolve("a")).exists();
    assertThat(files.resolve("b")).doesNotExist();
  }

  @Test
  void writesWithoutTheCardNumber() throws IOException {
    var answer =
        ask(call("write_file", "path=" + files.resolve("a"), "content=card 4111 1111 1111 1111"));
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(files.resolve("a")).hasContent("card [REDACTED]");
  }

  /** No figure is asserted: they are printed side by side for the reader. */
  @Test
  void measuresTheExampleServerWithAndWithoutTheGateway() throws IOException {
    LoadRun direct = load(packages.everythingStdio());
    LoadRun governed = load(gateway.before(packages.everythingStdio()));
    System.out.printf(
        "inspector --load over stdio: direct %.0f calls/s, p50 %.2f ms, p99 %.2f ms;"
            + " behind the gateway %.0f calls/s, p50 %.2f ms, p99 %.2f ms%n",
        direct.callsPerSecond(),
        direct.p50Millis(),
        direct.p99Millis(),
        governed.callsPerSecond(),
        governed.p50Millis(),
        governed.p99Millis());
    assertThat(governed.ok()).as("%s", governed).isEqualTo(direct.ok()).isPositive();
  }

  private static LoadRun load(List<String> server) throws IOException {
    return inspector.loadStdio(
        server, "--tool-name", "echo", "--tool-arg", "message=x", "--load-requests", "20000");
  }

  private static String[] call(String tool, String... arguments) {
    List<String> request = new ArrayList<>(List.of("--method", "tools/call", "--tool-name", tool));
    for (String argument : arguments) {
      request.addAll(List.of("--tool-arg", argument));
    }
    return request.toArray(String[]::new);
  }
}

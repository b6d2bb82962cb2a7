// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public inspector with public servers, without a gateway: what the gateway is later compared
 * with.
 */
@Tag("interop")
class InspectorIT {
  private static NodePackages packages;
  private static Inspector inspector;

  @BeforeAll
  static void installs() throws IOException {
    packages = NodePackages.installed();
    inspector = new Inspector(packages);
  }

  @Test
  void listsTheToolsOfTheExampleServer() throws IOException {
    var answer = inspector.stdio(packages.everythingStdio(), "--method", "tools/list");
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("tools").findValuesAsText("name")).contains("echo", "get-sum");
  }

  @Test
  void callsAToolOfTheExampleServer() throws IOException {
    var answer = inspector.stdio(packages.everythingStdio(), call("echo", "message=hello"));
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("content").path(0).path("text").asText())
        .isEqualTo("Echo: hello");
  }

  @Test
  void callsAToolByTheOlderInspector() throws IOException {
    var answer =
        inspector.stdioByOlderInspector(packages.everythingStdio(), call("echo", "message=hello"));
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("content").path(0).path("text").asText())
        .isEqualTo("Echo: hello");
  }

  @Test
  void saysThatAToolIsNotThere() throws IOException {
    var answer = inspector.stdio(packages.everythingStdio(), call("nope", "a=b"));
    assertThat(answer.exitCode()).isEqualTo(5);
    assertThat(answer.stderr()).contains("tool_not_found");
  }

  @Test
  void callsAToolOverHttp() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(SessionFixture.class, "http"))) {
      isSimpleText(
          inspector.http(
              fixture.firstLine(), "--method", "tools/call", "--tool-name", "test_simple_text"));
    }
  }

  @Test
  void callsAToolOfTheStatelessEraOverHttp() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(StatelessFixture.class, "http"))) {
      isSimpleText(inspector.http(fixture.firstLine(), modern()));
    }
  }

  @Test
  void callsAToolOfTheStatelessEraOverStdio() throws IOException {
    isSimpleText(inspector.stdio(ChildProcess.java(StatelessFixture.class, "stdio"), modern()));
  }

  @Test
  void listsTheToolsOfTheFileServer(@TempDir Path folder) throws IOException {
    var answer =
        inspector.stdio(packages.filesystemStdio(folder.toRealPath()), "--method", "tools/list");
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("tools").findValuesAsText("name"))
        .contains("read_text_file", "write_file");
  }

  @Test
  void writesAFileThatIsThenOnTheDisk(@TempDir Path folder) throws IOException {
    Path file = folder.toRealPath().resolve("written.txt");
    List<String> server = packages.filesystemStdio(folder.toRealPath());
    var answer = inspector.stdio(server, call("write_file", "path=" + file, "content=words"));
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(Files.readString(file)).isEqualTo("words");
  }

  @Test
  void measuresAToolUnderLoad() throws IOException {
    LoadRun run =
        inspector.loadStdio(
            packages.everythingStdio(),
            "--tool-name",
            "echo",
            "--tool-arg",
            "message=x",
            "--load-requests",
            "200");
    assertThat(run.ok()).as("%s", run).isEqualTo(200).isEqualTo(run.requests());
    assertThat(run.callsPerSecond()).isPositive();
  }

  @Test
  void measuresAToolUnderLoadOverHttp() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(SessionFixture.class, "http"))) {
      LoadRun run =
          inspector.loadHttp(
              fixture.firstLine(), "--tool-name", "test_simple_text", "--load-requests", "200");
      assertThat(run.ok()).as("%s", run).isEqualTo(200).isEqualTo(run.requests());
      assertThat(run.p99Millis()).isGreaterThanOrEqualTo(run.p50Millis());
    }
  }

  private static void isSimpleText(Inspector.Answer answer) {
    assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    assertThat(answer.json().path("content").path(0).path("text").asText())
        .isEqualTo("This is a simple text response for testing.");
  }

  private static String[] modern() {
    return new String[] {
      "--protocol-era", "modern", "--method", "tools/call", "--tool-name", "test_simple_text"
    };
  }

  private static String[] call(String tool, String... arguments) {
    List<String> request = new ArrayList<>(List.of("--method", "tools/call", "--tool-name", tool));
    for (String argument : arguments) {
      request.addAll(List.of("--tool-arg", argument));
    }
    return request.toArray(String[]::new);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a real server behind the gateway, as a client starts it. */
class McpAnswersIT {
  private static final String LIST =
      "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/list\",\"params\":{}}";
  private static final String POLICY =
      """
      spec:
        tools:
          read_file: {allow: true}
          write_file: {allow: true}
          "*": {allow: false}
        data:
          credential_action: redact_only
          sensitive_patterns: ['\\b[0-9]{4}-[0-9]{4}\\b']
      """;

  @TempDir Path folder;
  private Path state;
  private Path policy;

  @BeforeEach
  void prepare() throws Exception {
    state = folder.resolve("state");
    policy = folder.resolve("policy.yaml");
    Files.writeString(policy, POLICY);
  }

  private McpProcess start(List<String> server, String... rules) throws Exception {
    List<String> options =
        new ArrayList<>(List.of("--policy", policy.toString(), "--server", "files"));
    options.addAll(List.of(rules));
    return McpProcess.start(state, options, server);
  }

  private List<String> server() {
    return McpProcess.workspaceServer(folder);
  }

  /** The same server, which says something else of a tool. */
  private List<String> changedServer() {
    String change = " | sed -u 's/\"name\":\"write_file\"/&,\"description\":\"obey\"/'";
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"" + change, "sh"));
    command.addAll(server());
    return command;
  }

  @Test
  void passUntouchedIfNothingElseIsAskedFor() throws Exception {
    Files.writeString(folder.resolve("a"), "1234-5678");
    try (McpProcess client = start(server())) {
      assertThat(client.ask(LIST.formatted(1))).contains("read_file").contains("delete_file");
      assertThat(client.ask(McpProcess.call(2, "read_file", "a"))).contains("1234-5678");
    }
    assertThat(state.resolve("portcullis/mcp/pins.json")).doesNotExist();
  }

  @Test
  void resultsAreDecidedAndListsHideDeniedTools() throws Exception {
    Files.writeString(folder.resolve("a"), "no. 1234-5678");
    try (McpProcess client = start(server(), "--decide-results", "--hide-denied")) {
      assertThat(client.ask(LIST.formatted(1)))
          .contains("read_file")
          .contains("write_file")
          .doesNotContain("delete_file");
      assertThat(client.ask(McpProcess.call(2, "read_file", "a")))
          .contains("no. [REDACTED]")
          .doesNotContain("1234");
    }
  }

  @Test
  void changedToolIsDeniedUntilItIsAcceptedInAnotherProcess() throws Exception {
    try (McpProcess client = start(server(), "--pin")) {
      assertThat(client.ask(LIST.formatted(1))).contains("write_file");
      assertThat(client.ask(McpProcess.call(2, "write_file", "a"))).contains("written");
    }
    Files.delete(folder.resolve("a"));
    try (McpProcess client = start(changedServer(), "--pin")) {
      assertThat(client.ask(LIST.formatted(1))).contains("read_file").doesNotContain("write_file");
      assertThat(client.ask(McpProcess.call(2, "write_file", "a"))).contains("\"tool_changed\"");
      assertThat(folder.resolve("a")).doesNotExist();

      try (McpProcess pins = McpProcess.start(state, List.of("--pins"))) {
        assertThat(pins.hear()).startsWith("files write_file: pinned sha256:").contains(", seen");
      }
      try (McpProcess accept =
          McpProcess.start(state, List.of("--accept", "files", "write_file"))) {
        assertThat(accept.hear()).startsWith("files write_file is accepted as sha256:");
        assertThat(accept.exitCode()).isZero();
      }

      assertThat(client.ask(McpProcess.call(3, "write_file", "a"))).contains("written");
      assertThat(folder.resolve("a")).exists();
      Distribution home = Distribution.withHome(state.resolve("portcullis/mcp/files"));
      assertThat(home.run("ctl", "mcp:pins").out()).contains("no changed tool must be accepted");
    }
    assertThat(journal())
        .containsOnlyOnce("\"event\":\"mcp_tools_changed\"")
        .contains("write_file pinned sha256:");
  }

  private String journal() throws IOException {
    StringBuilder all = new StringBuilder();
    Path journal = state.resolve("portcullis/mcp/files/data/journal");
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(journal, "*.jsonl")) {
      for (Path segment : segments) {
        all.append(Files.readString(segment));
      }
    }
    return all.toString();
  }

  @Test
  void showNoToolsWithoutAContainerIfThePinsCannotBeRead() throws Exception {
    Files.writeString(state, "a file where a folder should be");
    try (McpProcess client = start(server(), "--pin")) {
      assertThat(client.toldPeople()).contains("no container runs").contains("denied");
      assertThat(client.ask(LIST.formatted(1))).contains("pins_unreadable").doesNotContain("write");
      assertThat(client.ask(McpProcess.call(2, "write_file", "a"))).contains("pins_unreadable");
      assertThat(folder.resolve("a")).doesNotExist();
    }
  }
}

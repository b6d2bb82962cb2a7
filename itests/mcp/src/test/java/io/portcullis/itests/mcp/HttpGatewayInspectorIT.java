// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public inspector and the public file server, which speaks stdio only and is bridged, with the
 * HTTP gateway between them; the disk is looked at.
 */
@Tag("interop")
class HttpGatewayInspectorIT {
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

  @TempDir Path home;
  @TempDir Path folder;
  private Path files;
  private StdioBridge server;
  private HttpGateway gateway;

  @BeforeAll
  static void installs() throws IOException {
    packages = NodePackages.installed();
    inspector = new Inspector(packages);
  }

  @BeforeEach
  void start() throws IOException {
    files = folder.toRealPath();
    server = new StdioBridge(StdioBridge.Era.SESSIONS, packages.filesystemStdio(files));
    gateway = HttpGateway.start(home, NO_MOVES, server.url(), "hideDenied = true");
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  @Test
  void governsTheFileServer() throws IOException {
    var list = ask("--method", "tools/list");
    assertThat(list.exitCode()).as(list.stderr()).isZero();
    assertThat(list.json().path("tools").findValuesAsText("name"))
        .contains("write_file", "read_file")
        .doesNotContain("move_file");

    write("a", "words");
    assertThat(files.resolve("a")).hasContent("words");

    var moved =
        ask(call("move_file", "source=" + files.resolve("a"), "destination=" + files.resolve("b")));
    assertThat(moved.exitCode()).as(moved.stderr()).isEqualTo(5);
    assertThat(files.resolve("a")).exists();
    assertThat(files.resolve("b")).doesNotExist();

    write("c", "card 4111 1111 1111 1111");
    assertThat(files.resolve("c")).hasContent("card [REDACTED]");
  }

  @Test
  void writesNothingWhileTheTransportIsAwayAndGoesOnWhenItIsBack() throws IOException {
    write("a", "words");
    gateway.stopTransport();
    var denied = ask(call("write_file", "path=" + files.resolve("b"), "content=words"));
    assertThat(denied.exitCode()).as(denied.stderr()).isEqualTo(5);
    assertThat(files.resolve("b")).doesNotExist();
    gateway.startTransport();
    write("b", "words");
    assertThat(files.resolve("b")).hasContent("words");
  }

  @Test
  void saysThatTheServerIsGone() throws IOException {
    server.close();
    var answer = ask("--method", "tools/list");
    assertThat(answer.exitCode()).as(answer.stderr()).isNotZero();
    write(false, "a", "words");
    assertThat(files.resolve("a")).doesNotExist();
  }

  private void write(String name, String words) throws IOException {
    write(true, name, words);
  }

  private void write(boolean written, String name, String words) throws IOException {
    var answer = ask(call("write_file", "path=" + files.resolve(name), "content=" + words));
    assertThat(answer.exitCode() == 0).as(answer.stderr()).isEqualTo(written);
  }

  private Inspector.Answer ask(String... request) throws IOException {
    return inspector.http(gateway.url(), request);
  }

  private static String[] call(String tool, String... arguments) {
    List<String> request = new ArrayList<>(List.of("--method", "tools/call", "--tool-name", tool));
    for (String argument : arguments) {
      request.addAll(List.of("--tool-arg", argument));
    }
    return request.toArray(String[]::new);
  }
}

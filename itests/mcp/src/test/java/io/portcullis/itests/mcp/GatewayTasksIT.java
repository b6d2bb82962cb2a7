// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks between a client and a server of the TypeScript SDK, with the gateways between them. */
@Tag("interop")
class GatewayTasksIT {
  /** The methods about tasks have no rule, so only the call's own task can be followed. */
  private static final String POLICY =
      """
      spec:
        tools:
          build: {allow: true}
          "*": {allow: false}
        data:
          sensitive_patterns: ['\\b(?:\\d{4}[ -]?){3}\\d{4}\\b']
          credential_action: redact_only
      """;

  private static NodePackages packages;

  @TempDir Path folder;

  @BeforeAll
  static void installs() throws IOException {
    packages = NodePackages.installed();
  }

  private static List<String> server() throws IOException {
    return List.of(packages.node(), packages.script("tasks-server.mjs").toString());
  }

  /** What the client saw, and on standard error what the server did. */
  private record Seen(JsonNode json, String ran) {}

  private static Seen client(String kind, String tool, List<String> target) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(packages.node());
    command.add(packages.script("tasks-client.mjs").toString());
    command.addAll(List.of(kind, tool));
    command.addAll(target);
    FinishedRun run = FinishedRun.of(command, Duration.ofMinutes(2));
    assertThat(run.exitCode()).as(run.stderr()).isZero();
    return new Seen(new ObjectMapper().readTree(run.stdout()), run.stderr());
  }

  private static void assertFollowed(JsonNode seen, String text) {
    assertThat(seen.path("capability").asBoolean()).isTrue();
    assertThat(seen.path("events").get(0).asText()).isEqualTo("taskCreated");
    assertThat(seen.path("call").path("content").get(0).path("text").asText()).isEqualTo(text);
    assertThat(seen.path("get").asText()).isEqualTo("completed");
    for (String undecided : List.of("unknown", "list")) {
      assertThat(seen.path(undecided).path("data").path("code").asText()).isEqualTo("denied");
    }
  }

  @Test
  void followsTheTaskOfAnAllowedCallOverStdio() throws IOException {
    Gateway gateway = new Gateway(folder, POLICY);

    assertFollowed(
        client("stdio", "build", gateway.before(server())).json(),
        "built with card 4111 1111 1111 1111");
  }

  @Test
  void redactsTheResultOfATaskAsThatOfItsTool() throws IOException {
    Gateway gateway = new Gateway(folder, POLICY);

    assertFollowed(
        client("stdio", "build", gateway.before(server(), "--decide-results")).json(),
        "built with card [REDACTED]");
  }

  @Test
  void createsNoTaskForADeniedCall() throws IOException {
    Gateway gateway = new Gateway(folder, POLICY);

    Seen seen = client("stdio", "destroy", gateway.before(server()));

    assertThat(seen.ran()).doesNotContain("ran destroy");
    assertThat(seen.json().path("events").toString()).doesNotContain("taskCreated");
    assertThat(seen.json().path("call").path("data").path("code").asText()).isEqualTo("denied");
  }

  @Test
  void followsTheTaskOfAnAllowedCallOverHttp() throws IOException {
    try (StdioBridge bridge = new StdioBridge(StdioBridge.Era.SESSIONS, server());
        HttpGateway gateway =
            HttpGateway.start(folder, POLICY, bridge.url(), "decideResults = true")) {
      assertFollowed(
          client("http", "build", List.of(gateway.url())).json(), "built with card [REDACTED]");
    }
  }
}

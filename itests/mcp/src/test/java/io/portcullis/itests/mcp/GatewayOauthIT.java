// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway in front of a server of the TypeScript SDK that demands a bearer token. The SDK's
 * client accepts only metadata whose resource is the URL that it uses, and the server only tokens
 * that were issued for the gateway's URL.
 */
@Tag("interop")
class GatewayOauthIT {
  private static final String POLICY =
      """
      spec:
        tools:
          build: {allow: true}
          "*": {allow: false}
      """;

  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"build","arguments":{}}}
      """;

  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource/mcp";
  private static final Duration CLIENT_DEADLINE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static NodePackages packages;

  @TempDir Path home;
  @TempDir Path folder;
  private Path log;
  private ChildProcess server;
  private HttpGateway gateway;
  private String serverUrl;
  private String issuer;

  @BeforeAll
  static void installs() throws IOException {
    packages = NodePackages.installed();
  }

  @BeforeEach
  void start() throws IOException {
    log = Files.createFile(folder.resolve("log"));
    server =
        ChildProcess.start(
            List.of(
                packages.node(), packages.script("oauth-server.mjs").toString(), log.toString()));
    JsonNode listening = JSON.readTree(server.firstLine());
    serverUrl = listening.path("server").asText();
    issuer = listening.path("issuer").asText();
    gateway = HttpGateway.start(home, POLICY, serverUrl);
    OutputStream audience = server.stdin();
    audience.write((gateway.url() + "\n").getBytes(StandardCharsets.UTF_8));
    audience.flush();
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private JsonNode client() throws IOException {
    FinishedRun run =
        FinishedRun.of(
            List.of(packages.node(), packages.script("oauth-client.mjs").toString(), gateway.url()),
            CLIENT_DEADLINE);
    assertThat(run.exitCode()).as(run.stderr()).isZero();
    return JSON.readTree(run.stdout());
  }

  /** Each step that reached the authorization server or a tool, and for which resource. */
  private List<String> steps() throws IOException {
    List<String> steps = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode step = JSON.readTree(line);
      String tool = step.path("tool").asText();
      steps.add(
          step.path("step").asText()
              + (tool.isEmpty() ? "" : " " + tool)
              + " for "
              + step.path("resource").asText());
    }
    return steps;
  }

  private HttpResponse<String> post(String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url()))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(CALL));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void assertChallenged(HttpResponse<String> answer) throws IOException {
    String metadata = gateway.url().replace("/mcp", WELL_KNOWN);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .singleElement()
        .asString()
        .startsWith("Bearer error=\"invalid_token\"")
        .endsWith("resource_metadata=\"" + metadata + "\"");
    assertThat(steps()).isEmpty();
  }

  @Test
  void sdkClientAuthorizesItselfForTheGatewaysUrl() throws IOException {
    JsonNode seen = client();

    String resource = gateway.url();
    assertThat(seen.path("unauthorized").asBoolean()).isTrue();
    assertThat(seen.path("resource").asText()).isEqualTo(resource);
    assertThat(seen.path("allowed").path("content").path(0).path("text").asText())
        .isEqualTo("build done");
    JsonNode denied = seen.path("denied");
    assertThat(denied.path("isError").asBoolean()).isTrue();
    assertThat(denied.path("_meta").path("io.portcullis/decision").path("code").asText())
        .isEqualTo("denied");
    assertThat(steps())
        .containsExactly(
            "authorize for " + resource, "token for " + resource, "ran build for " + resource);

    List<String> requests = new ArrayList<>();
    seen.path("requests").forEach(request -> requests.add(request.asText()));
    assertThat(requests)
        .containsSubsequence(
            "POST " + resource + " 401",
            "GET " + resource.replace("/mcp", WELL_KNOWN) + " 200",
            "GET " + issuer + "/.well-known/oauth-authorization-server 200",
            "POST " + issuer + "/register 201",
            "POST " + issuer + "/token 200",
            "POST " + resource + " 200")
        .noneMatch(request -> request.contains(URI.create(serverUrl).getAuthority()));
  }

  @Test
  void callWithoutTokenIsChallengedAndRunsNothing() throws Exception {
    assertChallenged(post());
  }

  @Test
  void callWithUnknownTokenIsChallengedAndRunsNothing() throws Exception {
    assertChallenged(post("Authorization", "Bearer unknown"));
  }
}

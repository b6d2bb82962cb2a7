// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.mcp.StdioBridge.Era;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdioBridgeTest {
  private static final String DISCOVER =
      """
      {"jsonrpc":"2.0","id":"a","method":"server/discover","params":{"_meta":{
       "io.modelcontextprotocol/protocolVersion":"2026-07-28",
       "io.modelcontextprotocol/clientCapabilities":{}}}}\
      """;
  private static final List<String> STATELESS = ChildProcess.java(StatelessFixture.class, "stdio");

  @Test
  void givesTheAnswerBackUnderTheIdOfTheClient() throws Exception {
    try (StdioBridge bridge = new StdioBridge(Era.STATELESS, STATELESS)) {
      var answer = post(bridge, DISCOVER, "Mcp-Method", "server/discover");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"id\":\"a\"", "portcullis-stateless-fixture");
    }
  }

  @Test
  void refusesAHeaderThatDiffersFromTheBody() throws Exception {
    try (StdioBridge bridge = new StdioBridge(Era.STATELESS, STATELESS)) {
      var answer = post(bridge, DISCOVER, "Mcp-Method", "tools/list");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("-32020");
    }
  }

  @Test
  void saysThatTheServerHasEnded() throws Exception {
    // The fixture refuses to start like this.
    List<String> ends = ChildProcess.java(StatelessFixture.class, "neither");
    try (StdioBridge bridge = new StdioBridge(Era.SESSIONS, ends)) {
      var answer =
          post(bridge, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}", "X-None", "");
      assertThat(answer.statusCode()).isEqualTo(502);
    }
  }

  @Test
  void refusesASessionItDoesNotKnow() throws Exception {
    try (StdioBridge bridge = new StdioBridge(Era.SESSIONS, STATELESS)) {
      assertThat(post(bridge, DISCOVER, "Mcp-Session-Id", "unknown").statusCode()).isEqualTo(404);
      assertThat(post(bridge, DISCOVER, "X-None", "").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void refusesAForeignOrigin() throws Exception {
    try (StdioBridge bridge = new StdioBridge(Era.STATELESS, STATELESS)) {
      var answer = post(bridge, DISCOVER, "Origin", "http://elsewhere.example");
      assertThat(answer.statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<String> post(
      StdioBridge bridge, String body, String header, String value)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(bridge.url()))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header(header, value)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}

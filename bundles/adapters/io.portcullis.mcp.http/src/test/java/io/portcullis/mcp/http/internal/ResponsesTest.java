// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are one JSON text, and servers that give none. */
class ResponsesTest {
  private static final String JSON = "application/json";
  private static final int LONG = HttpLimits.DEFAULT.maxWholeAnswerBytes() + 100_000;

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private ToolOutcome.Kind outcome() {
    return Await.next(rig.gate.reports).outcome();
  }

  private void assertNoAnswer(ClientStub.Whole reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(GatewayRig.json(reply.body()).path("id").asInt()).isEqualTo(1);
    assertThat(GatewayRig.json(reply.body()).path("error").path("data").path("code").asText())
        .isEqualTo(code);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void responseWithLineBreaksPassesUnchanged() throws IOException {
    String answer = "{\r\n \"jsonrpc\":\"2.0\",\n\"id\":1,\"result\":{}}\n";
    rig.server.script(r -> r.wire().json(answer));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(answer);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "{}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}{}"
      })
  void withholdsABodyThatIsNotAResponseToTheRequest(String answer) throws IOException {
    rig.server.script(r -> r.wire().json(answer));
    assertNoAnswer(rig.post(GatewayRig.CALL), 502, "no_answer");
  }

  @Test
  void errorOfTheServerPassesAndIsReportedAsFailed() throws IOException {
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-5,\"message\":\"no\"}}";
    rig.server.script(r -> r.wire().json(answer));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(answer);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void otherMediaTypesAndEncodingsDoNotPass() throws IOException {
    String answer = ServerStub.resultFor(GatewayRig.CALL);
    rig.server.script(r -> r.wire().answer(200, "text/html", answer));
    assertNoAnswer(rig.post(GatewayRig.CALL), 502, "no_answer");
    rig.server.script(r -> r.wire().answer(200, JSON, answer, "Content-Encoding: gzip"));
    assertNoAnswer(rig.post(GatewayRig.CALL), 502, "no_answer");
    assertThat(Await.next(rig.server.received).header("accept-encoding")).isEqualTo("identity");
  }

  @Test
  void redirectionIsNotFollowed() throws IOException {
    try (ServerStub other = new ServerStub().echoing()) {
      rig.server.script(r -> r.wire().answer(307, "", "", "Location: " + other.uri()));
      assertNoAnswer(rig.post(GatewayRig.CALL), 502, "no_answer");
      assertThat(other.received).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"202", "204"})
  void acceptanceWithoutAnAnswerPasses(int status) throws IOException {
    rig.server.script(
        r ->
            r.wire()
                .raw(
                    "HTTP/1.1 "
                        + status
                        + " x\r\n"
                        + (status == 204 ? "" : "Content-Length: 0\r\n")
                        + "\r\n"));
    assertThat(rig.post(GatewayRig.CALL).status()).isEqualTo(status);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void refusalPassesWithItsStatusErrorAndChallenge() throws IOException {
    String error =
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32001,\"message\":\"gone\"}}";
    rig.server.script(r -> r.wire().answer(404, JSON, error));
    ClientStub.Whole gone = rig.post(GatewayRig.CALL);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body()).isEqualTo(error);
    rig.server.script(
        r -> r.wire().answer(401, JSON, "{\"error\":\"x\"}", "WWW-Authenticate: Bearer a=\"b\""));
    ClientStub.Whole challenged = rig.post(GatewayRig.CALL);
    assertThat(challenged.status()).isEqualTo(401);
    assertThat(challenged.head().header("www-authenticate")).isEqualTo("Bearer a=\"b\"");
    assertThat(GatewayRig.json(challenged.body()).path("id").asInt()).isEqualTo(1);
    rig.server.script(r -> r.wire().answer(503, "text/plain; charset=utf-8", "<b>down</b>"));
    ClientStub.Whole down = rig.post(GatewayRig.CALL);
    assertThat(down.status()).isEqualTo(503);
    assertThat(down.body()).isEqualTo("<b>down</b>");
    assertThat(down.head().header("content-type")).isEqualTo("text/plain");
    assertThat(down.head().header("x-content-type-options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/svg+xml", ""})
  void pageOfAServerIsReplaced(String type) throws IOException {
    rig.server.script(r -> r.wire().answer(500, type, "<script>x</script>"));
    assertNoAnswer(rig.post(GatewayRig.CALL), 500, "server_refused");
    ClientStub.Whole listening = rig.client().send("GET", "", ClientStub.BOTH).whole();
    assertThat(listening.status()).isEqualTo(500);
    assertThat(listening.body()).isEmpty();
  }

  @Test
  void refusalThatHoldsAnAnswerToAnotherRequestIsReplaced() throws IOException {
    rig.server.script(
        r ->
            r.wire()
                .answer(
                    400,
                    JSON,
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":1,\"message\":\"\"}}"));
    assertNoAnswer(rig.post(GatewayRig.CALL), 400, "server_refused");
  }

  @Test
  void longRefusalIsCut() throws IOException {
    rig.server.script(r -> r.wire().answer(500, "text/plain", "x".repeat(1 << 20)));
    assertNoAnswer(rig.post(GatewayRig.CALL), 500, "server_refused");
  }

  @Test
  void unreachableServerIsA502() throws IOException {
    rig.server.close();
    assertNoAnswer(rig.post(GatewayRig.CALL), 502, "unreachable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n",
        "HTTP/1.1 200 OK\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: 50\r\n\r\n"
            + "{\"jsonrpc\":"
      })
  void serverThatDiesBeforeItsAnswerIsComplete(String begin) throws IOException {
    rig.server.script(
        r -> {
          r.wire().raw(begin);
          r.wire().cut();
        });
    ClientStub.Whole reply = rig.post(GatewayRig.CALL);
    assertThat(reply.status()).isEqualTo(502);
    assertThat(GatewayRig.json(reply.body()).path("id").asInt()).isEqualTo(1);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
    assertThat(rig.server.executions()).as("not sent again").isEqualTo(1);
  }

  @Test
  void callOfASilentServerIsCancelled() throws IOException {
    rig.server.script(r -> {});
    ClientStub client = rig.client().post(GatewayRig.CALL);
    ServerStub.Received received = Await.next(rig.server.received);
    rig.pass(HttpLimits.DEFAULT.maxIdle().minusSeconds(1));
    rig.pass(Duration.ofSeconds(2));
    assertNoAnswer(client.whole(), 504, "no_answer");
    assertThat(received.wire().cutByPeer()).isTrue();
  }

  private void answerLong(String begin, String end) {
    rig.server.script(
        r -> {
          r.wire().beginChunked(JSON);
          r.wire().chunk(begin + "x".repeat(LONG));
          r.wire().chunk(end);
          r.wire().endChunks();
        });
  }

  @Test
  void longAnswerPasses() throws IOException {
    answerLong("{\"jsonrpc\":\"2.0\",\n\"id\":1,\"result\":{\"a\":\"", "\"}\n}");
    ClientStub.Whole reply = rig.post(GatewayRig.CALL);
    assertThat(reply.head().header("content-type")).isEqualTo(JSON);
    assertThat(GatewayRig.json(reply.body()).path("result").path("a").asText()).hasSize(LONG);
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    rig.untilEmpty();
    assertThat(rig.gateway.gateway().budget().left()).isEqualTo(HttpLimits.DEFAULT.maxHeldBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"a\":\" | \"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":\" | \"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"x\":\" | \"}",
        "[\" | \"]"
      })
  void longTextThatIsNotAResponseIsNotBegun(String begin, String end) throws IOException {
    answerLong(begin, end);
    assertNoAnswer(rig.post(GatewayRig.CALL), 502, "no_answer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"jsonrpc\":\"2.0\",\"result\":{\"a\":\" | \"},\"id\":2}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\" | \"}} {}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\" | \"},\"method\":\"x\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\" | \"}"
      })
  void longResponseThatTurnsOutToBeInvalidIsCut(String begin, String end) throws IOException {
    answerLong(begin, end);
    ClientStub client = rig.client().post(GatewayRig.CALL);
    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.bodyUntilCut()).doesNotEndWith("}} {}").doesNotEndWith("2}");
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void serverThatDiesInALongAnswerCutsTheReply() throws IOException {
    CountDownLatch begun = new CountDownLatch(1);
    rig.server.script(
        r -> {
          r.wire().beginChunked(JSON);
          r.wire().chunk("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"" + "x".repeat(LONG));
          Await.until("the reply", () -> begun.getCount() == 0);
          r.wire().cut();
        });
    ClientStub client = rig.client().post(GatewayRig.CALL);
    assertThat(client.head().status()).isEqualTo(200);
    begun.countDown();
    client.bodyUntilCut();
    assertThat(outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void headersOfTheProtocolPassBothWaysAndOthersDoNot() throws IOException {
    rig.server.script(
        r ->
            r.wire()
                .answer(
                    200,
                    JSON,
                    ServerStub.resultFor(r.body()),
                    "Mcp-Session-Id: s1",
                    "Set-Cookie: a=b",
                    "Access-Control-Allow-Origin: *"));
    ClientStub.Whole reply =
        rig.post(
            GatewayRig.request(1, "initialize"),
            "MCP-Protocol-Version: 2025-11-25",
            rig.session("s0"),
            "Authorization: Bearer of-the-server",
            "Cookie: a=b",
            "X-Other: y",
            "Keep-Alive: 5");
    assertThat("Mcp-Session-Id: " + reply.head().header("mcp-session-id"))
        .isEqualTo(rig.session("s1"));
    assertThat(reply.head().headers())
        .doesNotContainKeys("set-cookie", "access-control-allow-origin");
    ServerStub.Received received = Await.next(rig.server.received);
    assertThat(received.header("mcp-session-id")).isEqualTo("s0");
    assertThat(received.header("mcp-protocol-version")).isEqualTo("2025-11-25");
    assertThat(received.header("authorization")).isEqualTo("Bearer of-the-server");
    assertThat(received.header("accept")).isEqualTo("application/json, text/event-stream");
    assertThat(received.header("content-type")).isEqualTo(JSON);
    assertThat(received.headers()).doesNotContainKeys("cookie", "x-other", "keep-alive", "upgrade");
  }
}

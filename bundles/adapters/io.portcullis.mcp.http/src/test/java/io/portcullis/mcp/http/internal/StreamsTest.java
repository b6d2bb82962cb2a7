// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are streams of events, and what the server asks on them. */
class StreamsTest {
  private static final String EVENTS = "text/event-stream";
  private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
  private static final String PROGRESS =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
  private static final String SAMPLE =
      "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[\"secret\"]}}";
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

  /** The server answers requests with these events; other messages it accepts. */
  private void streams(String... events) {
    rig.server.script(
        r -> {
          if (!r.body().contains("tools/call") && !r.method().equals("GET")) {
            r.wire().accepted();
            return;
          }
          r.wire().beginChunked(EVENTS, "Mcp-Session-Id: s");
          for (String event : events) {
            r.wire().chunk(event);
          }
          r.wire().endChunks();
        });
  }

  private static String data(String json) {
    return "data: " + json + "\n\n";
  }

  private static String withId(String id, String json) {
    return "id: " + id + "\ndata: " + json + "\n\n";
  }

  @Test
  void eventsPassAsTheyCome() throws IOException {
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk(data(PROGRESS));
          Await.next(rig.server.received);
          r.wire().chunk(data(RESULT));
          r.wire().endChunks();
        });
    ClientStub client = rig.client().post(GatewayRig.CALL);
    assertThat(client.head().header("content-type")).isEqualTo(EVENTS);
    assertThat(client.head().header("x-accel-buffering")).isEqualTo("no");
    assertThat(client.event()).isEqualTo("data: " + PROGRESS);
    assertThat(client.event()).isEqualTo("data: " + RESULT);
    assertThat(client.event()).isNull();
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  /** The server keeps its stream open, so that the first exchange is still under way. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answeredIdMayBeUsedAgainAtOnce(boolean passing) throws IOException {
    String text = "x".repeat(passing ? LONG : 2);
    String result = RESULT.replace("{}", "{\"text\":\"" + text + "\"}");
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk(data(result));
        });
    for (int n = 0; n < 3; n++) {
      ClientStub client = rig.client().post(GatewayRig.CALL, rig.session("s"));
      assertThat(client.event()).isEqualTo("data: " + result);
    }
    assertThat(rig.server.executions()).isEqualTo(3);
  }

  @Test
  void headOfAStreamPassesBeforeItsFirstEvent() throws IOException {
    rig.server.script(r -> r.wire().beginChunked(EVENTS));
    assertThat(rig.client().send("GET", "", "Accept: " + EVENTS).head().status()).isEqualTo(200);
  }

  @Test
  void typesPlacesPausesCommentsAndLineEndsPass() throws IOException {
    streams(
        "\uFEFF: hello\r\n\r\nevent: message\rid: 7\rretry: 50\rdata:"
            + PROGRESS.replace("{\"jsonrpc\"", "{\rdata: \"jsonrpc\"")
            + "\r\rid: 8\ndata:\n\n",
        data(RESULT));
    ClientStub client = rig.client().post(GatewayRig.CALL);
    assertThat(client.event()).isEqualTo(": hello");
    assertThat(client.event())
        .isEqualTo(
            "event: message\nid: 7\nretry: 50\ndata: {\ndata: \"jsonrpc\""
                + PROGRESS.substring("{\"jsonrpc\"".length()));
    assertThat(client.event()).isEqualTo("id: 8\ndata:");
    assertThat(client.event()).isEqualTo("data: " + RESULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"result\":{\"id\":1,\"a\":NaN}}"
      })
  void aForbiddenEventIsWithheldAndKeepsItsId(String message) throws IOException {
    streams(withId("5", message), data(RESULT));
    ClientStub client = rig.client().post(GatewayRig.CALL);
    assertThat(client.event()).isEqualTo("id: 5");
    assertThat(client.event()).isEqualTo("data: " + RESULT);
    assertThat(client.event()).isNull();
  }

  @Test
  void secondAnswerIsWithheld() throws IOException {
    streams(data(RESULT), data(RESULT.replace("{}", "{\"a\":1}")));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(data(RESULT));
  }

  @Test
  void streamThatBreaksOffIsCut() throws IOException {
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk(data(PROGRESS) + "data: half");
          r.wire().cut();
        });
    assertThat(rig.client().post(GatewayRig.CALL).bodyUntilCut()).isEqualTo(data(PROGRESS));
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void longAnswerPassesInItsEvent() throws IOException {
    String begin = "{\"jsonrpc\":\"2.0\",\ndata: \"id\":1,\"result\":{\"a\":\"";
    streams(
        "id: 3\ndata: " + begin, "x".repeat(LONG), "\"}\ndata: }\nretry: 5\n\n", data(PROGRESS));
    ClientStub client = rig.client().post(GatewayRig.CALL);
    String event = client.event();
    assertThat(event).startsWith("id: 3\ndata: {").endsWith("\nretry: 5");
    assertThat(event.lines()).hasSize(3);
    String json = event.lines().skip(1).findFirst().orElseThrow().substring("data: ".length());
    assertThat(GatewayRig.json(json).path("result").path("a").asText()).hasSize(LONG);
    assertThat(client.event()).isEqualTo("data: " + PROGRESS);
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  @Test
  void longUnexpectedResponseIsWithheldOrCut() throws IOException {
    streams(
        "data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"a\":\"" + "x".repeat(LONG) + "\"}}\n\n",
        data(RESULT));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(data(RESULT));
    streams(
        "data: {\"jsonrpc\":\"2.0\",\"result\":{\"a\":\"" + "x".repeat(LONG) + "\"},\"id\":2}\n\n");
    assertThat(rig.client().post(GatewayRig.CALL).bodyUntilCut()).doesNotContain("\n\n");
  }

  @Test
  void longNotificationIsReadAsAWhole() throws IOException {
    String told = PROGRESS.replace("{}", "{\"a\":\"" + "x".repeat(LONG) + "\"}");
    streams(data(told), data(RESULT));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(data(told) + data(RESULT));
  }

  @Test
  void requestOfTheServerThatIsDeniedIsAnsweredToIt() throws IOException {
    rig.gate.deciding(
        call -> call.tool().equals("shell") ? ScriptedGate.allow(call) : ScriptedGate.deny(call));
    streams(withId("5", SAMPLE), data(RESULT));
    ClientStub client =
        rig.client()
            .post(GatewayRig.CALL, rig.session("s"), "Authorization: Bearer t", "Mcp-Name: shell");
    assertThat(client.event()).isEqualTo("id: 5");
    assertThat(client.event()).isEqualTo("data: " + RESULT);
    Await.next(rig.server.received);
    ServerStub.Received told = Await.next(rig.server.received);
    assertThat(told.header("mcp-session-id")).isEqualTo("s");
    assertThat(told.header("authorization")).isEqualTo("Bearer t");
    assertThat(told.headers()).doesNotContainKey("mcp-name");
    assertThat(GatewayRig.json(told.body()).path("id").asInt()).isEqualTo(9);
    assertThat(GatewayRig.json(told.body()).path("error").path("data").path("code").asText())
        .isEqualTo("denied");
    assertThat(rig.post("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}", rig.session("s")).status())
        .as("an answer to what nobody was shown")
        .isEqualTo(400);
  }

  @Test
  void unknownRequestOfTheServerIsAnsweredToIt() throws IOException {
    streams(data("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"x/y\",\"params\":{}}"), data(RESULT));
    assertThat(rig.post(GatewayRig.CALL).body()).isEqualTo(data(RESULT));
    Await.next(rig.server.received);
    assertThat(Await.next(rig.server.received).body()).contains("not_allowed_method");
  }

  @Test
  void requestOfTheServerIsShownRedactedOnceItIsAllowedAndItsAnswerPassesOnce() throws IOException {
    CompletableFuture<ToolGate.Decision> stage = new CompletableFuture<>();
    rig.gate.script(
        call ->
            call.tool().equals("shell")
                ? CompletableFuture.completedFuture(ScriptedGate.allow(call))
                : stage);
    CompletableFuture<Void> more = new CompletableFuture<>();
    rig.server.script(
        r -> {
          if (!r.body().contains("tools/call")) {
            r.wire().accepted();
            return;
          }
          r.wire().beginChunked(EVENTS);
          r.wire().chunk(withId("5", SAMPLE) + withId("6", PROGRESS));
          more.join();
          r.wire().chunk(data(RESULT));
          r.wire().endChunks();
        });
    ClientStub client = rig.client().post(GatewayRig.CALL, rig.session("s"));
    assertThat(client.event()).isEqualTo("id: 5");
    assertThat(client.event()).as("overtakes").isEqualTo("id: 6\ndata: " + PROGRESS);
    Await.next(rig.gate.asked);
    ToolCall sample = Await.next(rig.gate.asked);
    stage.complete(
        ScriptedGate.allow(sample.withArguments(sample.arguments().replace("secret", "[x]"))));
    assertThat(client.event()).isEqualTo("data: " + SAMPLE.replace("secret", "[x]"));
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"text\":\"hi\"}}";
    assertThat(rig.post(answer, rig.session("other")).status()).isEqualTo(400);
    assertThat(rig.post(answer, rig.session("s")).status()).isEqualTo(202);
    assertThat(rig.post(answer, rig.session("s")).status()).isEqualTo(400);
    assertThat(Await.next(rig.gate.reports))
        .isEqualTo(
            new ScriptedGate.Report("mcp:sampling/createMessage", ToolOutcome.Kind.COMPLETED));
    more.complete(null);
    assertThat(client.event()).isEqualTo("data: " + RESULT);
    assertThat(rig.server.count("\"hi\"")).isEqualTo(1);
  }

  @Test
  void requestOfTheServerThatWaitsWhenItsStreamEndsIsAnsweredToIt() throws IOException {
    var stages = rig.gate.holding();
    streams(data(SAMPLE));
    ClientStub client = rig.client().send("GET", "", "Accept: " + EVENTS, rig.session("s"));
    assertThat(client.event()).isNull();
    Await.next(rig.server.received);
    assertThat(Await.next(rig.server.received).body()).contains("\"closed\"");
    CompletableFuture<ToolGate.Decision> stage = Await.next(stages);
    assertThat(stage).isCancelled();
    rig.untilWaiting(0);
  }

  @Test
  void requestThatTheServerCancelsIsNeverShown() throws IOException {
    var stages = rig.gate.holding();
    CompletableFuture<Void> more = new CompletableFuture<>();
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk(data(SAMPLE));
          more.join();
          r.wire()
              .chunk(
                  data(
                          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9}}")
                      + data(PROGRESS));
        });
    ClientStub client = rig.client().send("GET", "", "Accept: " + EVENTS);
    CompletableFuture<ToolGate.Decision> stage = Await.next(stages);
    more.complete(null);
    assertThat(client.event()).isEqualTo("data: " + PROGRESS);
    assertThat(stage).isCancelled();
    assertThat(rig.server.count("error")).isZero();
  }

  @Test
  void listeningStreamIsResumedAndShowsTheAnswerOfABrokenOne() throws IOException {
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          if (r.method().equals("POST")) {
            r.wire().chunk("id: 1\ndata:\n\n");
            r.wire().endChunks();
          } else {
            r.wire().chunk(data(RESULT.replace("1", "2")) + data(RESULT) + data(RESULT));
            r.wire().endChunks();
          }
        });
    assertThat(rig.post(GatewayRig.CALL, rig.session("s")).body()).isEqualTo("id: 1\ndata: \n\n");
    rig.untilEmpty();
    assertThat(rig.gate.reports).isEmpty();
    ClientStub.Whole resumed =
        rig.client()
            .send("GET", "", "Accept: " + EVENTS, rig.session("s"), "Last-Event-ID: 1")
            .whole();
    assertThat(resumed.body()).as("once, and no other one").isEqualTo(data(RESULT));
    Await.next(rig.server.received);
    assertThat(Await.next(rig.server.received).header("last-event-id")).isEqualTo("1");
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  @Test
  void answerOfARequestThatWasNotPassedOnIsShownOnNoStream() throws IOException {
    rig.gate.holding();
    rig.client().post(GatewayRig.CALL, rig.session("s"));
    Await.next(rig.gate.asked);
    streams(data(RESULT), data(PROGRESS));
    assertThat(rig.client().send("GET", "", "Accept: " + EVENTS, rig.session("s")).whole().body())
        .isEqualTo(data(PROGRESS));
  }

  @Test
  void missingListeningStreamIsReportedToTheClient() throws IOException {
    rig.server.script(r -> r.wire().answer(405, "", "", "Allow: POST"));
    ClientStub.Whole reply = rig.client().send("GET", "", "Accept: " + EVENTS).whole();
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.head().header("allow")).isEqualTo("POST");
  }

  @Test
  void sessionIsDeleted() throws IOException {
    rig.server.script(r -> r.wire().answer(200, "text/plain", "bye"));
    ClientStub.Whole reply = rig.client().send("DELETE", "", rig.session("s")).whole();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    ServerStub.Received received = Await.next(rig.server.received);
    assertThat(received.method()).isEqualTo("DELETE");
    assertThat(received.header("mcp-session-id")).isEqualTo("s");
  }

  @Test
  void notificationPasses() throws IOException {
    rig.server.script(r -> r.wire().accepted());
    String told = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    ClientStub.Whole reply = rig.post(told);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).isEmpty();
    assertThat(Await.next(rig.server.received).body()).isEqualTo(told);
  }
}

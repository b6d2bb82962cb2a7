// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate.Decision;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are decided, changed or withheld before the client has them. */
class FilteredResponsesTest {
  private static final String EVENTS = "text/event-stream";
  private static final String SECRET = "{\"content\":[{\"type\":\"text\",\"text\":\"secret\"}]}";
  private static final String SESSION = "Mcp-Session-Id: s";
  private static final String PROGRESS =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
  private static final String CANCEL =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";

  private GatewayRig rig;

  /** How the server answers. */
  enum Shape {
    JSON,
    EVENTS;

    /** Has the server answer each request that has an id with this. */
    void answering(GatewayRig rig, String answer) {
      rig.server.script(
          r -> {
            if (!r.body().contains("\"id\"")) {
              r.wire().accepted();
            } else if (this == JSON) {
              r.wire().json(answer);
            } else {
              r.wire().beginChunked(FilteredResponsesTest.EVENTS, SESSION);
              r.wire().chunk(data(answer));
              r.wire().endChunks();
            }
          });
    }

    /** The message in a body. */
    String message(String body) {
      return this == JSON ? body : body.replaceFirst("^data: ", "").strip();
    }
  }

  private static String data(String json) {
    return "data: " + json + "\n\n";
  }

  private static String result(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
  }

  private void open(GatewaySettings.Answers answers) throws IOException {
    rig = new GatewayRig(GatewayRig.answers(answers));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Nested
  class Results {
    @BeforeEach
    void decideThem() throws IOException {
      open(new GatewaySettings.Answers(true, false, false));
    }

    private void results(Function<ToolCall, Decision> rule) {
      rig.gate.deciding(
          call ->
              call.action() == ActionType.TOOL_RESULT
                  ? rule.apply(call)
                  : ScriptedGate.allow(call));
    }

    /** Each result waits; its stage is what the queue gives. */
    private LinkedBlockingQueue<CompletableFuture<Decision>> hold() {
      LinkedBlockingQueue<CompletableFuture<Decision>> stages = new LinkedBlockingQueue<>();
      rig.gate.script(
          call -> {
            CompletableFuture<Decision> stage = new CompletableFuture<>();
            if (call.action() == ActionType.TOOL_RESULT) {
              stages.add(stage);
            } else {
              stage.complete(ScriptedGate.allow(call));
            }
            return stage;
          });
      return stages;
    }

    private ToolCall askedOfResult() {
      ToolCall call = Await.next(rig.gate.asked);
      return call.action() == ActionType.TOOL_RESULT ? call : Await.next(rig.gate.asked);
    }

    @ParameterizedTest
    @EnumSource
    void allowedResultPassesUnchanged(Shape shape) throws IOException {
      shape.answering(rig, result(SECRET));
      ClientStub.Whole reply = rig.post(GatewayRig.CALL);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(shape.message(reply.body())).isEqualTo(result(SECRET));
      assertThat(askedOfResult().arguments()).isEqualTo(SECRET);
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void deniedResultIsWithheld(Shape shape) throws IOException {
      results(ScriptedGate::deny);
      shape.answering(rig, result(SECRET));
      ClientStub.Whole reply = rig.post(GatewayRig.CALL);
      assertThat(reply.body()).doesNotContain("secret").contains("\"isError\":true");
      assertThat(shape.message(reply.body())).contains("\"result_denied\"", "\"id\":1");
      assertThat(rig.server.executions()).isEqualTo(1);
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void errorPassesWithoutADecision(Shape shape) throws IOException {
      results(ScriptedGate::deny);
      String error = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"x\"}}";
      shape.answering(rig, error);
      assertThat(shape.message(rig.post(GatewayRig.CALL).body())).isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource
    void resultOfAFreeMethodPassesWithoutADecision(Shape shape) throws IOException {
      results(ScriptedGate::deny);
      shape.answering(rig, result(SECRET));
      assertThat(shape.message(rig.post(GatewayRig.request(1, "ping")).body()))
          .isEqualTo(result(SECRET));
      assertThat(rig.gate.asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void longResultIsReadAsAWhole(Shape shape) throws IOException {
      results(ScriptedGate::deny);
      String pad = "x".repeat(HttpLimits.DEFAULT.maxWholeAnswerBytes() + 100_000);
      String idLast = "{\"jsonrpc\":\"2.0\",\"result\":{\"text\":\"secret" + pad + "\"},\"id\":1}";
      shape.answering(rig, idLast);
      assertThat(rig.post(GatewayRig.CALL).body())
          .doesNotContain("secret")
          .contains("result_denied");
      results(ScriptedGate::allow);
      assertThat(shape.message(rig.post(GatewayRig.CALL).body())).isEqualTo(idLast);
    }

    @ParameterizedTest
    @EnumSource
    void tooLongResultIsWithheld(Shape shape) throws IOException {
      rig.close();
      HttpLimits small =
          new HttpLimits(4_000, 1_000, 10, 10, 1 << 20, HttpLimits.DEFAULT.maxIdle());
      rig =
          new GatewayRig(
              s ->
                  GatewayRig.limits(small)
                      .apply(
                          GatewayRig.answers(new GatewaySettings.Answers(true, false, false))
                              .apply(s)));
      shape.answering(rig, result("{\"text\":\"secret" + "x".repeat(10_000) + "\"}"));
      ClientStub.Whole reply = rig.post(GatewayRig.CALL);
      assertThat(reply.body()).doesNotContain("secret").contains("\"answer_too_large\"");
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
      rig.untilEmpty();
      assertThat(rig.gateway.gateway().budget().left()).isEqualTo(1 << 20);
    }

    @Test
    void waitingResultLetsOtherMessagesPass() throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      CompletableFuture<Void> goOn = new CompletableFuture<>();
      rig.server.script(
          r -> {
            r.wire().beginChunked(EVENTS);
            r.wire().chunk(data(PROGRESS) + data(result(SECRET)));
            goOn.join();
            r.wire().chunk(data(PROGRESS));
            r.wire().endChunks();
          });
      ClientStub client = rig.client().post(GatewayRig.CALL);
      assertThat(client.event()).isEqualTo("data: " + PROGRESS);
      ToolCall asked = askedOfResult();
      goOn.complete(null);
      assertThat(client.event()).isEqualTo("data: " + PROGRESS);
      Await.next(results).complete(ScriptedGate.allow(asked));
      assertThat(client.event()).isEqualTo("data: " + result(SECRET));
      assertThat(client.event()).isNull();
      rig.untilEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void waitingResultIsNotDeliveredToAClientThatHasGone(Shape shape) throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      shape.answering(rig, result(SECRET));
      try (ClientStub client = rig.client().post(GatewayRig.CALL)) {
        Await.next(rig.server.received);
        ToolCall asked = askedOfResult();
        client.close();
        rig.untilEmpty();
        CompletableFuture<Decision> stage = Await.next(results);
        Await.until("the question is cancelled", stage::isCancelled);
        assertThat(stage.complete(ScriptedGate.allow(asked))).isFalse();
      }
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void cancellationWithdrawsAWaitingResultAndIsNotForwarded(Shape shape) throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      shape.answering(rig, result(SECRET));
      ClientStub client = rig.client().post(GatewayRig.CALL, rig.session("s"));
      askedOfResult();
      CompletableFuture<Decision> stage = Await.next(results);
      assertThat(rig.post(CANCEL, rig.session("s")).status()).isEqualTo(202);
      assertThat(client.whole().body()).doesNotContain("secret").contains("\"closed\"");
      Await.until("the question is cancelled", stage::isCancelled);
      assertThat(rig.server.count("cancelled")).as("the server has answered already").isZero();
      rig.untilEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void waitingResultIsWithheldWhenTheGatewayStops(Shape shape) throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      shape.answering(rig, result(SECRET));
      ClientStub client = rig.client().post(GatewayRig.CALL);
      askedOfResult();
      CompletableFuture<Decision> stage = Await.next(results);
      rig.gateway.gateway().close();
      assertThat(client.whole().body()).doesNotContain("secret").contains("\"closed\"");
      Await.until("the question is cancelled", stage::isCancelled);
    }

    @ParameterizedTest
    @EnumSource
    void resultMayWaitLongerThanAServerMayBeSilent(Shape shape) throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      shape.answering(rig, result(SECRET));
      ClientStub client = rig.client().post(GatewayRig.CALL);
      ToolCall asked = askedOfResult();
      rig.pass(HttpLimits.DEFAULT.maxIdle().plus(Duration.ofSeconds(1)));
      Await.next(results).complete(ScriptedGate.allow(asked));
      assertThat(client.whole().body()).contains(result(SECRET));
    }

    @Test
    void resultIsDecidedAgainOnAResumedStream() throws IOException {
      LinkedBlockingQueue<CompletableFuture<Decision>> results = hold();
      CompletableFuture<Void> lost = new CompletableFuture<>();
      rig.server.script(
          r -> {
            r.wire().beginChunked(EVENTS, SESSION);
            if (r.method().equals("POST")) {
              r.wire().chunk("id: 1\n" + data(PROGRESS));
            }
            r.wire().chunk("id: 2\n" + data(result(SECRET)));
            if (r.method().equals("POST")) {
              lost.join();
              r.wire().cut();
            } else {
              r.wire().endChunks();
            }
          });
      try (ClientStub client = rig.client().post(GatewayRig.CALL, rig.session("s"))) {
        assertThat(client.event()).isEqualTo("id: 1\ndata: " + PROGRESS);
        askedOfResult();
        CompletableFuture<Decision> stage = Await.next(results);
        lost.complete(null);
        assertThat(client.bodyUntilCut()).doesNotContain("secret");
        Await.until("the question is cancelled", stage::isCancelled);
      }
      ClientStub again =
          rig.client().send("GET", "", "Accept: " + EVENTS, rig.session("s"), "Last-Event-ID: 1");
      ToolCall asked = Await.next(rig.gate.asked);
      Await.next(results).complete(ScriptedGate.deny(asked));
      assertThat(again.whole().body()).doesNotContain("secret").contains("result_denied");
      rig.untilEmpty();
      assertThat(rig.gateway.gateway().budget().left())
          .isEqualTo(HttpLimits.DEFAULT.maxHeldBytes());
    }
  }

  @Nested
  class Lists {
    private static final String LIST = "{\"tools\":[{\"name\":\"read\"},{\"name\":\"shell\"}]}";

    @ParameterizedTest
    @EnumSource
    void toolListLeavesOutDeniedTools(Shape shape) throws IOException {
      open(new GatewaySettings.Answers(false, true, false));
      rig.gate.previewing(
          call -> call.tool().equals("shell") ? ScriptedGate.deny(call) : ScriptedGate.allow(call));
      shape.answering(rig, result(LIST));
      assertThat(shape.message(rig.post(GatewayRig.request(1, "tools/list")).body()))
          .isEqualTo(result("{\"tools\":[{\"name\":\"read\"}]}"));
      rig.server.echoing();
      assertThat(rig.post(GatewayRig.CALL).body()).contains("done"); // a call is decided by itself
      assertThat(rig.gate.asked).hasSize(1);
    }
  }

  @Nested
  class PinnedTools {
    private static final String DEFINED = "{\"tools\":[{\"name\":\"shell\",\"title\":\"%s\"}]}";

    @TempDir Path folder;

    @BeforeEach
    void pin() throws IOException {
      open(new GatewaySettings.Answers(false, false, true));
      rig.pins = new PinStore(folder.resolve("pins.json"), PinEvents.NONE);
    }

    private void list(Shape shape, String title) throws IOException {
      shape.answering(rig, result(DEFINED.formatted(title)));
      assertThat(rig.post(GatewayRig.request(1, "tools/list")).status()).isEqualTo(200);
      rig.server.echoing();
    }

    @ParameterizedTest
    @EnumSource
    void changedPinnedToolIsDeniedWithoutAskingTheGate(Shape shape) throws IOException {
      list(shape, "Runs a command");
      assertThat(rig.post(GatewayRig.CALL).body()).contains("done");
      list(shape, "Runs any command");
      rig.gate.asked.clear();
      assertThat(rig.post(GatewayRig.CALL).body()).contains("\"tool_changed\"");
      assertThat(rig.gate.asked).isEmpty();
      assertThat(rig.server.executions()).isEqualTo(1);
    }

    @Test
    void pinnedToolThatChangesWhileTheCallWaitsIsDenied() throws IOException {
      list(Shape.JSON, "Runs a command");
      LinkedBlockingQueue<CompletableFuture<Decision>> waiting = rig.gate.holding();
      ClientStub client = rig.client().post(GatewayRig.CALL);
      ToolCall asked = Await.next(rig.gate.asked);
      list(Shape.JSON, "Runs any command");
      Await.next(waiting).complete(ScriptedGate.allow(asked));
      assertThat(client.whole().body()).contains("\"tool_changed\"");
      assertThat(rig.server.executions()).isZero();
      assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pinnedToolIsDeniedWithoutAStore(boolean listed) throws IOException {
      if (listed) {
        list(Shape.JSON, "Runs a command");
      }
      rig.pins = null;
      assertThat(rig.post(GatewayRig.CALL).body()).contains("\"pins_unreadable\"");
      assertThat(rig.server.executions()).isZero();
    }
  }
}

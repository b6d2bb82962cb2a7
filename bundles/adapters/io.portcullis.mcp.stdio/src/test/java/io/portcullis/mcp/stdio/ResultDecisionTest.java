// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolGate.Decision;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that the policy sees before the client does. */
@Timeout(60) // against a test that hangs
class ResultDecisionTest {
  private static final ResponseFilterOptions RULES = new ResponseFilterOptions(true, false, null);
  private static final String SECRET = "{\"content\":[{\"text\":\"secret\"}]}";
  private static final int WHOLE = 2_000;
  private static final SessionLimits LIMITS =
      new SessionLimits(100_000, WHOLE, 10, 100, 10_000, 1 << 20);

  private final ScriptedGate gate = new ScriptedGate();
  private final AtomicReference<ToolGate> there = new AtomicReference<>(gate);
  private final SessionWire wire = new SessionWire(there::get, LIMITS, 1 << 16, RULES);

  @AfterEach
  void close() {
    wire.close();
  }

  private static String answer(Object id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private void allowCalls(Function<ToolCall, CompletionStage<Decision>> results) {
    gate.script(
        call ->
            call.action() == ActionType.TOOL_RESULT
                ? results.apply(call)
                : CompletableFuture.completedFuture(ScriptedGate.allow(call)));
  }

  private void decideResults(Function<ToolCall, Decision> results) {
    allowCalls(call -> CompletableFuture.completedFuture(results.apply(call)));
  }

  /** Each result waits; its stage is what the queue gives. */
  private LinkedBlockingQueue<CompletableFuture<Decision>> holdResults() {
    LinkedBlockingQueue<CompletableFuture<Decision>> stages = new LinkedBlockingQueue<>();
    allowCalls(
        call -> {
          CompletableFuture<Decision> stage = new CompletableFuture<>();
          stages.add(stage);
          return stage;
        });
    return stages;
  }

  private ToolCall askedOfResult() throws InterruptedException {
    ToolCall call = gate.asked.take();
    while (call.action() != ActionType.TOOL_RESULT) {
      call = gate.asked.take();
    }
    return call;
  }

  private void call(Object id) {
    wire.client(Lines.call(id, "read"));
    assertThat(wire.atServer()).isEqualTo(Lines.call(id, "read"));
  }

  private void reported(ToolOutcome.Kind... outcomes) throws InterruptedException {
    for (ToolOutcome.Kind outcome : outcomes) {
      assertThat(gate.reports.take()).isEqualTo(new ScriptedGate.Report("read", outcome));
    }
    assertThat(gate.reports).isEmpty();
  }

  @Nested
  class Passes {

    @Test
    void passesAnAllowedResultUnchanged() throws InterruptedException {
      String result = "{ \"content\" : [1.0, \"\\u20ac\u20ac\"] , \"structuredContent\":{} }";
      String line = "\t{\"result\": " + result + " ,\"id\":1, \"jsonrpc\":\"2.0\"}\r";
      call(1);
      gate.asked.take();

      wire.server(line);

      assertThat(wire.atClient()).isEqualTo(line);
      ToolCall asked = gate.asked.take();
      assertThat(asked.action()).isEqualTo(ActionType.TOOL_RESULT);
      assertThat(asked.tool()).isEqualTo("read");
      assertThat(asked.source()).isEqualTo("files");
      assertThat(asked.agent()).isEqualTo(SessionWire.AGENT);
      assertThat(asked.arguments()).isEqualTo(result);
      reported(ToolOutcome.Kind.COMPLETED, ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "resources/read|{\"uri\":\"x\"}",
          "prompts/get|{\"name\":\"p\"}",
          "completion/complete|{\"ref\":{},\"argument\":{}}"
        })
    void passesOtherResultsUnderTheNamesOfTheirRequests(String method, String params)
        throws InterruptedException {
      wire.client(Lines.request(1, method, params)).atServer();
      gate.asked.take();

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient()).isEqualTo(answer(1, SECRET));
      ToolCall asked = gate.asked.take();
      assertThat(asked.action()).isEqualTo(ActionType.TOOL_RESULT);
      assertThat(asked.tool()).isEqualTo("mcp:" + method);
    }

    @Test
    void passesAnErrorUndecided() throws InterruptedException {
      decideResults(ScriptedGate::deny);
      call(1);

      wire.server(Lines.error(1));

      assertThat(wire.atClient()).isEqualTo(Lines.error(1));
      reported(ToolOutcome.Kind.FAILED);
    }

    @Test
    void passesAnErrorResultOnlyIfAllowed() throws InterruptedException {
      decideResults(ScriptedGate::deny);
      call(1);

      wire.server(Lines.failure(1));

      assertThat(wire.atClient()).contains("result_denied");
      reported(ToolOutcome.Kind.FAILED);
    }

    @Test
    void passesResponsesToUndecidedRequestsAndToTheServer() {
      decideResults(ScriptedGate::deny);
      wire.client(Lines.request(1, "tools/list", "{}")).atServer();
      wire.server(answer(1, SECRET));
      assertThat(wire.atClient()).isEqualTo(answer(1, SECRET));

      wire.server(Lines.request(2, "sampling/createMessage", "{\"messages\":[]}")).atClient();
      wire.client(answer(2, SECRET));
      assertThat(wire.atServer()).isEqualTo(answer(2, SECRET));
    }

    @Test
    void holdsNoResponseWithoutTheOption() {
      decideResults(ScriptedGate::deny);
      try (SessionWire plain = new SessionWire(() -> gate)) {
        plain.client(Lines.call(1, "read")).atServer();
        plain.server(answer(1, SECRET));
        assertThat(plain.atClient()).isEqualTo(answer(1, SECRET));
      }
    }
  }

  @Nested
  class Redacts {

    private void redactTo(String result) {
      decideResults(
          call ->
              new Decision(
                  ScriptedGate.stamped(call).withArguments(result),
                  ScriptedGate.allow(call).verdict()));
    }

    @Test
    void redactsExactlyTheResult() throws InterruptedException {
      redactTo("{\"content\":[{\"text\":\"[REDACTED]\"}]}");
      call(1);

      wire.server(
          " {\"x\":" + SECRET + " , \"result\" : " + SECRET + ",\"id\":1,\"jsonrpc\":\"2.0\"}\r");

      assertThat(wire.atClient())
          .isEqualTo(
              " {\"x\":"
                  + SECRET
                  + " , \"result\" :"
                  + " {\"content\":[{\"text\":\"[REDACTED]\"}]},\"id\":1,\"jsonrpc\":\"2.0\"}\r");
      reported(ToolOutcome.Kind.COMPLETED, ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "null",
          "[]",
          "\"x\"",
          "{",
          "{}",
          "{\"content\":[],\"isError\":true}",
          "{\"content\":[],\"more\":1}",
          "{\"Content\":[]}",
          "{\"content\":\n[]}",
          "{\"content\":\r[]}",
          "{\"content\":[],\"content\":[]}",
          "{\"content\":[]},\"method\":\"x\"",
          "{\"content\":[]},\"id\":2"
        })
    void withholdsARedactionThatDoesNotFit(String result) throws InterruptedException {
      redactTo(result);
      call(1);

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient())
          .isEqualTo(
              Lines.deniedTool(1, DenialCode.RESULT_DENIED, "tools.*", ScriptedGate.RECORD, false));
      reported(ToolOutcome.Kind.COMPLETED, ToolOutcome.Kind.DENIED);
    }
  }

  @Nested
  class Withholds {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withholdsADeniedResult(boolean modern) throws InterruptedException {
      decideResults(ScriptedGate::deny);
      String meta = modern ? "," + Lines.MODERN_META : "";
      wire.client(Lines.request(1, "tools/call", "{\"name\":\"read\"" + meta + "}")).atServer();

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient())
          .isEqualTo(
              Lines.deniedTool(
                  1, DenialCode.RESULT_DENIED, ScriptedGate.RULE, ScriptedGate.RECORD, modern))
          .contains("\"code\":\"result_denied\"")
          .contains("The response to this request is withheld (")
          .doesNotContain("secret")
          .doesNotContain(ScriptedGate.REASON);
      reported(ToolOutcome.Kind.COMPLETED);
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @Test
    void withholdsADeniedResource() {
      decideResults(ScriptedGate::deny);
      wire.client(Lines.request(1, "resources/read", "{\"uri\":\"x\"}")).atServer();

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient())
          .isEqualTo(
              Lines.deniedRequest(
                  1,
                  SessionWire.ERROR_CODE,
                  DenialCode.RESULT_DENIED,
                  ScriptedGate.RULE,
                  ScriptedGate.RECORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"secret\"", "1"})
    void withholdsAResultThatIsNotAnObject(String result) {
      call(1);

      wire.server(answer(1, result));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.RESULT_DENIED));
    }

    static Stream<Arguments> faults() {
      return Stream.of(
          fault(
              "throws",
              call -> {
                throw new IllegalStateException("stopped");
              }),
          fault(
              "lost its classes",
              call -> {
                throw new NoClassDefFoundError("gone");
              }),
          fault("gives no stage", call -> null),
          fault("gives no decision", call -> CompletableFuture.completedFuture(null)),
          fault("fails", call -> CompletableFuture.failedFuture(new IllegalStateException("x"))),
          fault(
              "is still waiting",
              call ->
                  CompletableFuture.completedFuture(
                      new Decision(call, new Verdict.Pending("p", "r", "", null)))),
          fault(
              "denies by fault",
              call ->
                  CompletableFuture.completedFuture(ScriptedGate.deny(call, Verdict.Basis.FAULT))),
          fault(
              "allows another action",
              call ->
                  CompletableFuture.completedFuture(
                      ScriptedGate.allow(ToolCall.of(call.tool(), call.arguments())))));
    }

    private static Arguments fault(
        String name, Function<ToolCall, CompletionStage<Decision>> script) {
      return Arguments.of(name, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void withholdsTheResultWhenTheGateMisbehaves(
        String name, Function<ToolCall, CompletionStage<Decision>> script) {
      allowCalls(script);
      call(1);

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient()).contains("\"code\":\"result_denied\"").doesNotContain("secret");
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @Test
    void withholdsTheResultWithoutAGate() {
      call(1);
      there.set(null);

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.RESULT_DENIED));
    }

    @Test
    void withholdsAnAllowedResultOnceTheGateIsGone() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      CompletableFuture<Decision> stage = stages.take();
      there.set(null);

      stage.complete(ScriptedGate.allow(askedOfResult()));

      assertThat(wire.atClient()).contains("result_denied").doesNotContain("secret");
    }

    @Test
    void usesTheFirstOfTwoDecisions() throws InterruptedException {
      allowCalls(
          call ->
              new CompletableFuture<Decision>() {
                @Override
                public CompletableFuture<Decision> whenComplete(
                    java.util.function.BiConsumer<? super Decision, ? super Throwable> then) {
                  then.accept(ScriptedGate.deny(call), null);
                  then.accept(ScriptedGate.allow(call), null);
                  throw new IllegalStateException("and throws");
                }
              });
      call(1);

      wire.server(answer(1, SECRET));

      assertThat(wire.atClient()).contains("result_denied");
      assertThat(wire.clientGetsNothingMore()).isTrue();
      reported(ToolOutcome.Kind.COMPLETED);
    }
  }

  @Nested
  class Holds {

    @Test
    void holdsAResultWhileOthersOvertakeIt() throws InterruptedException {
      var stages = holdResults();
      call(1);
      call(2);
      wire.server(answer(1, SECRET)).server(answer(2, "{}"));
      ToolCall first = askedOfResult();
      ToolCall second = askedOfResult();
      CompletableFuture<Decision> waits = stages.take();

      stages.take().complete(ScriptedGate.allow(second));
      assertThat(wire.atClient()).isEqualTo(answer(2, "{}"));
      assertThat(wire.clientGetsNothingMore()).isTrue();
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(wire.atClient()).contains("probe");

      waits.complete(ScriptedGate.allow(first));
      assertThat(wire.atClient()).isEqualTo(answer(1, SECRET));
    }

    @Test
    void keepsTheIdInUseUntilTheResultIsDecided() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      ToolCall asked = askedOfResult();

      wire.client(Lines.call(1, "other"));
      assertThat(wire.atClient()).contains("duplicate_id");
      wire.server(answer(1, "{\"another\":1}"));
      assertThat(wire.clientGetsNothingMore()).isTrue();

      stages.take().complete(ScriptedGate.allow(asked));
      assertThat(wire.atClient()).isEqualTo(answer(1, SECRET));
      call(1);
    }

    @Test
    void dropsAHeldResultOnceItIsCancelled() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      CompletableFuture<Decision> stage = stages.take();

      wire.client(Lines.cancel(1));

      assertThat(wire.serverGetsNothingMore()).isTrue(); // it has answered already
      assertThat(wire.atClient()).contains("probe");
      ScriptedGate.awaitCancelled(stage);
      assertThat(wire.clientGetsNothingMore()).isTrue();
      reported(ToolOutcome.Kind.COMPLETED);
      call(1);
    }

    @Test
    void dropsAResultAllowedAfterTheCancellation() throws InterruptedException {
      LinkedBlockingQueue<CompletableFuture<Decision>> stages = new LinkedBlockingQueue<>();
      allowCalls(
          call -> {
            CompletableFuture<Decision> stage =
                new CompletableFuture<>() {
                  @Override
                  public boolean cancel(boolean interrupt) {
                    return false; // too late
                  }
                };
            stages.add(stage);
            return stage;
          });
      call(1);
      wire.server(answer(1, SECRET));
      ToolCall asked = askedOfResult();
      wire.client(Lines.cancel(1));
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(wire.atClient()).contains("probe");

      stages.take().complete(ScriptedGate.allow(asked));

      reported(ToolOutcome.Kind.COMPLETED, ToolOutcome.Kind.DENIED);
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @Test
    void dropsAHeldResultOnceTheSessionIsClosed() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      CompletableFuture<Decision> stage = stages.take();

      wire.close();

      ScriptedGate.awaitCancelled(stage);
      assertThat(wire.atClient()).isNull();
      reported(ToolOutcome.Kind.COMPLETED);
    }

    @Test
    void deniesAHeldResultOnceTheServerHasEnded() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      CompletableFuture<Decision> stage = stages.take();

      wire.serverEnds();

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.CLOSED));
      assertThat(wire.atClient()).isNull();
      ScriptedGate.awaitCancelled(stage);
      reported(ToolOutcome.Kind.COMPLETED);
    }

    @Test
    void deliversAHeldResultToAClientThatSendsNoMore() throws InterruptedException {
      var stages = holdResults();
      call(1);
      wire.server(answer(1, SECRET));
      ToolCall asked = askedOfResult();
      wire.clientEnds();
      assertThat(wire.atServer()).isNull();

      stages.take().complete(ScriptedGate.allow(asked));

      assertThat(wire.atClient()).isEqualTo(answer(1, SECRET));
    }

    @Test
    void withholdsResultsBeyondTheMemoryLimit() throws InterruptedException {
      var stages = holdResults();
      String large = "{\"x\":\"" + "y".repeat(1_800) + "\"}";
      for (int id = 1; id <= 6; id++) {
        call(id);
        wire.server(answer(id, large));
      }
      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(6, DenialCode.ANSWERS_BUSY));
      reported(
          ToolOutcome.Kind.COMPLETED,
          ToolOutcome.Kind.COMPLETED,
          ToolOutcome.Kind.COMPLETED,
          ToolOutcome.Kind.COMPLETED,
          ToolOutcome.Kind.COMPLETED,
          ToolOutcome.Kind.COMPLETED);

      stages.take().complete(ScriptedGate.allow(askedOfResult()));
      assertThat(wire.atClient()).isEqualTo(answer(1, large));
      call(7);
      wire.server(answer(7, large));
      for (int id = 2; id <= 5; id++) {
        stages.take().complete(ScriptedGate.allow(askedOfResult()));
        assertThat(wire.atClient()).isEqualTo(answer(id, large));
      }
      stages.take().complete(ScriptedGate.allow(askedOfResult()));
      assertThat(wire.atClient()).isEqualTo(answer(7, large));
    }
  }

  @Nested
  class TooLargeToBeHeld {
    private final String large = "{\"content\":[\"" + "secret".repeat(5_000) + "\"]}";

    private void passesOn() {
      decideResults(ScriptedGate::allow);
      call(9);
      wire.server(answer(9, "{}"));
      assertThat(wire.atClient()).isEqualTo(answer(9, "{}"));
    }

    @Test
    void tooLargeResultIsReplaced() throws InterruptedException {
      call(1);

      wire.server(answer(1, large));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.ANSWER_TOO_LARGE));
      reported(ToolOutcome.Kind.COMPLETED);
      passesOn();
    }

    @Test
    void tooLargeResultIsReplacedIfItsIdComesLast() throws InterruptedException {
      call(1);

      wire.server("{\"result\":" + large + ",\"jsonrpc\":\"2.0\",\"id\":1}");

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.ANSWER_TOO_LARGE));
      reported(ToolOutcome.Kind.COMPLETED);
      passesOn();
    }

    @Test
    void tooLargeResultIsReplacedIfTheIdOfAnUndecidedRequestComesLast() {
      String list = Lines.request(1, "resources/list", "{}");
      wire.client(list).client(Lines.request(2, "resources/list", "{}"));
      assertThat(wire.atServer()).isEqualTo(list);
      wire.atServer();

      wire.server("{\"result\":" + large + ",\"jsonrpc\":\"2.0\",\"id\":1}");
      assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(1, DenialCode.ANSWER_TOO_LARGE));

      wire.server(answer(2, large));
      assertThat(wire.atClient()).isEqualTo(answer(2, large));
    }

    @Test
    void tooLargeResultIsReportedWithItsOutcome() throws InterruptedException {
      call(1);

      wire.server(answer(1, "{\"content\":[\"" + "secret".repeat(5_000) + "\"],\"isError\":true}"));

      assertThat(wire.atClient()).contains("answer_too_large");
      reported(ToolOutcome.Kind.FAILED);
    }

    @Test
    void tooLargeResultIsReplacedHoweverLargeItIs() {
      call(1);
      StringBuilder line = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":[0");
      wire.server(line.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      byte[] part = ",1.5".repeat(16_384).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int i = 0; i < 200; i++) { // more than any limit here, and than the pipe
        wire.server(part);
      }
      wire.server("]}}");

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.ANSWER_TOO_LARGE));
      passesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "}", "]}}", "}}x"})
    void endsItsRequestIfItTurnsOutToBeInvalid(String end) {
      call(1);

      wire.server(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"" + "y".repeat(5_000) + "\"" + end);

      assertThat(wire.atClient()).contains("\"id\":1,\"error\":").contains("no_answer");
      assertThat(wire.session.dropped()).isEqualTo(1);
      wire.server(answer(1, "{}"));
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @Test
    void tooLargeResultWithoutARequestIsDropped() {
      call(1);
      wire.client(Lines.cancel(1)).atServer();

      wire.server(answer(1, large)).server(answer(5, large));
      wire.server("{\"result\":" + large + ",\"jsonrpc\":\"2.0\",\"id\":5}");

      assertThat(wire.clientGetsNothingMore()).isTrue();
      assertThat(wire.session.dropped()).isEqualTo(3);
    }

    @Test
    void requestStaysUnansweredIfTheServerEndsInATooLargeResult() throws InterruptedException {
      call(1);

      wire.server(
          ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + large)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      wire.serverEnds();

      assertThat(wire.atClient()).isNull();
      reported(ToolOutcome.Kind.FAILED);
    }
  }
}

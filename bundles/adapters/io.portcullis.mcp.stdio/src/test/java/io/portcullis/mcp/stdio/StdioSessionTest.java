// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GovernedMethod;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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

/** What passes and what does not; the server's own lines prove what was forwarded. */
@Timeout(60) // against a test that hangs
class StdioSessionTest {
  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate);

  @AfterEach
  void close() {
    wire.close();
  }

  private static final String SAMPLING =
      Lines.request(3, "sampling/createMessage", "{\"messages\":[],\"maxTokens\":9}");

  static Stream<Arguments> governed() {
    return Stream.of(
        Arguments.of(
            Lines.request(1, "resources/read", "{\"uri\":\"file:///x\",\"_meta\":{\"a\":1}}"),
            "mcp:resources/read",
            "{\"uri\":\"file:///x\"}"),
        Arguments.of(
            Lines.request(1, "prompts/get", "{\"name\":\"p\",\"arguments\":{\"a\": \"b\"}}"),
            "mcp:prompts/get",
            "{\"name\":\"p\",\"arguments\":{\"a\": \"b\"}}"),
        Arguments.of(
            Lines.request(
                1, "completion/complete", "{\"ref\":{\"type\":\"ref/prompt\"},\"argument\":{}}"),
            "mcp:completion/complete",
            "{\"ref\":{\"type\":\"ref/prompt\"},\"argument\":{}}"));
  }

  @Nested
  class Forwards {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ping",
          "initialize",
          "server/discover",
          "tools/list",
          "resources/list",
          "resources/templates/list",
          "prompts/list",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "subscriptions/listen"
        })
    void forwardsUngovernedRequests(String method) {
      String request = Lines.request("\"a\"", method, "{}");

      wire.client(request);

      assertThat(wire.atServer()).isEqualTo(request);
      wire.server(Lines.result("\"a\""));
      assertThat(wire.atClient()).isEqualTo(Lines.result("\"a\""));
      assertThat(gate.asked).isEmpty();
      assertThat(gate.reports).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "roots/list"})
    void forwardsUngovernedRequestsOfTheServer(String method) {
      String request = Lines.request(1, method, "{}");

      wire.server(request);

      assertThat(wire.atClient()).isEqualTo(request);
      wire.client(Lines.result(1));
      assertThat(wire.atServer()).isEqualTo(Lines.result(1));
    }

    @Test
    void forwardsNotificationsBothWays() {
      String notification =
          "{\"method\":\"notifications/progress\",\"jsonrpc\":\"2.0\",\"params\":{\"p\": 1}}";

      wire.client(notification).server(notification);

      assertThat(wire.atServer()).isEqualTo(notification);
      assertThat(wire.atClient()).isEqualTo(notification);
    }

    @Test
    void forwardsAnAllowedToolCallAndItsResult() throws InterruptedException {
      wire.client(Lines.call(1, "read"));

      assertThat(wire.atServer()).isEqualTo(Lines.call(1, "read"));
      ToolCall asked = gate.asked.take();
      assertThat(asked.tool()).isEqualTo("read");
      assertThat(asked.action()).isEqualTo(ActionType.TOOL_CALL);
      assertThat(asked.source()).isEqualTo("files");
      assertThat(asked.agent()).isEqualTo(SessionWire.AGENT);
      assertThat(asked.arguments()).isEqualTo("{\"path\":\"/tmp/x\"}");
      wire.server(Lines.result(1));
      assertThat(wire.atClient()).isEqualTo(Lines.result(1));
      assertThat(gate.reports.take())
          .isEqualTo(new ScriptedGate.Report("read", ToolOutcome.Kind.COMPLETED));
    }

    @Test
    void decidesAToolCallWithoutArgumentsAsAnEmptyObject() throws InterruptedException {
      String call = Lines.request(1, "tools/call", "{\"name\":\"now\"}");

      wire.client(call);

      assertThat(wire.atServer()).isEqualTo(call);
      assertThat(gate.asked.take().arguments()).isEqualTo("{}");
    }

    @ParameterizedTest
    @MethodSource("io.portcullis.mcp.stdio.StdioSessionTest#governed")
    void forwardsOtherGovernedRequestsUnderTheirOwnNames(
        String request, String name, String arguments) throws InterruptedException {
      wire.client(request);

      assertThat(wire.atServer()).isEqualTo(request);
      ToolCall asked = gate.asked.take();
      assertThat(asked.tool()).isEqualTo(name);
      assertThat(asked.arguments()).isEqualTo(arguments);
      assertThat(asked.action()).isEqualTo(ActionType.TOOL_CALL);
      wire.server(Lines.error(1));
      assertThat(wire.atClient()).isEqualTo(Lines.error(1));
      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
      "sampling/createMessage,LLM_CALL,{\"messages\":[]}",
      "elicitation/create,TOOL_CALL,{\"message\":\"m\"}"
    })
    void forwardsGovernedRequestsOfTheServer(String method, ActionType action, String params)
        throws InterruptedException {
      String request = Lines.request(1, method, params);

      wire.server(request);

      assertThat(wire.atClient()).isEqualTo(request);
      ToolCall asked = gate.asked.take();
      assertThat(asked.tool()).isEqualTo("mcp:" + method);
      assertThat(asked.action()).isEqualTo(action);
      assertThat(asked.arguments()).isEqualTo(params);
      wire.client(Lines.result(1));
      assertThat(wire.atServer()).isEqualTo(Lines.result(1));
      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\t{ \"jsonrpc\" : \"2.0\" , \"id\" : 1 ,\"method\":\"tools/call\" , \"params\" : {"
              + " \"name\" :\"r\" , \"arguments\" : { \"a\" : [ 1 ] } } } ",
          "{\"id\":1,\"params\":{\"arguments\":{\"\\u0061\\/\":\"\\u20ac\u20ac\uD83D\uDE00\\ud83d\\ude00\"},"
              + "\"name\":\"\\u0072\"},\"method\":\"tools\\/call\",\"jsonrpc\":\"2.0\"}",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"r\",\"arguments\":{\"n\":[123456789012345678901234567890,1.10,1E400,-0,0.1e-7]}},\"x\":{}}\r",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"r\","
              + "\"arguments\":{\"\":\"\u2028\u2029\u0085\u007f\"},\"_meta\":{\"a\":null},\"task\":{}}}"
        })
    void forwardsByteForByte(String call) throws InterruptedException {
      wire.client(call);

      assertThat(wire.atServer()).isEqualTo(call);
      assertThat(gate.asked.take().tool()).isEqualTo("r");
    }

    @Test
    void decidesNullArgumentsAsAbsent() throws InterruptedException {
      String call = Lines.request(1, "tools/call", "{\"name\":\"r\",\"arguments\":null}");
      wire.client(call);

      assertThat(wire.atServer()).isEqualTo(call);
      assertThat(gate.asked.take().arguments()).isEqualTo("{}");
    }

    @Test
    void decidesNullParamsAsAbsent() throws InterruptedException {
      String list = Lines.request(1, "tools/list", "null");
      wire.client(list);

      assertThat(wire.atServer()).isEqualTo(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failure", "error"})
    void forwardsFailuresUnchanged(String kind) throws InterruptedException {
      String answer = kind.equals("error") ? Lines.error(1) : Lines.failure(1);
      wire.client(Lines.call(1, "read")).atServer();

      wire.server(answer);

      assertThat(wire.atClient()).isEqualTo(answer);
      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
    }

    @Test
    void decidesARetryWithInputsAgain() throws InterruptedException {
      String retry =
          Lines.request(
              2,
              "tools/call",
              "{\"name\":\"read\",\"arguments\":{},\"inputResponses\":{\"a\":{}},\"requestState\":\"s\"}");
      wire.client(Lines.call(1, "read")).atServer();
      gate.asked.take();
      gate.deciding(ScriptedGate::deny);

      wire.client(retry);

      assertThat(wire.atClient()).contains("\"id\":2").contains("isError");
      assertThat(gate.asked.take().arguments()).isEqualTo("{}");
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @Test
    void acceptsAnIdAgainAfterItsResponse() {
      for (int i = 0; i < 3; i++) {
        wire.client(Lines.call(1, "read"));
        assertThat(wire.atServer()).isEqualTo(Lines.call(1, "read"));
        wire.server(Lines.result(1));
        assertThat(wire.atClient()).isEqualTo(Lines.result(1));
      }
    }

    @Test
    void distinguishesANumberFromATextWithTheSameDigits() {
      wire.client(Lines.call(1, "a")).client(Lines.call("\"1\"", "b"));

      assertThat(wire.atServer()).isEqualTo(Lines.call(1, "a"));
      assertThat(wire.atServer()).isEqualTo(Lines.call("\"1\"", "b"));
      wire.server(Lines.result("\"\\u0031\"")).server(Lines.result(1));
      assertThat(wire.atClient()).isEqualTo(Lines.result("\"\\u0031\""));
      assertThat(wire.atClient()).isEqualTo(Lines.result(1));
    }
  }

  @Nested
  class Redacts {

    private void redactTo(String arguments) {
      gate.deciding(
          call ->
              new ToolGate.Decision(
                  ScriptedGate.stamped(call).withArguments(arguments),
                  ScriptedGate.allow(call).verdict()));
    }

    @Test
    void redactsOnlyTheArgumentsOfATool() {
      redactTo("{\"k\":\"[REDACTED]\"}");

      wire.client(
          "{ \"id\":1, \"params\":{\"name\":\"r\" ,\"arguments\": {\"k\":\"\\u20ac4111\"}"
              + " ,\"_meta\":{\"t\":\"\u20ac"
              + " 4111\"}},\"method\":\"tools/call\",\"jsonrpc\":\"2.0\"}\r");

      assertThat(wire.atServer())
          .isEqualTo(
              "{ \"id\":1, \"params\":{\"name\":\"r\" ,\"arguments\": {\"k\":\"[REDACTED]\"}"
                  + " ,\"_meta\":{\"t\":\"\u20ac"
                  + " 4111\"}},\"method\":\"tools/call\",\"jsonrpc\":\"2.0\"}\r");
    }

    @Test
    void redactsOnlyTheChangedParametersOfAPrompt() {
      redactTo("{\"name\":\"p\",\"arguments\":{\"k\":\"[REDACTED]\"}}");

      wire.client(
          Lines.request(
              1,
              "prompts/get",
              "{ \"_meta\" : {\"x\":1}, \"name\" : \"p\", \"arguments\" :{\"k\":\"4111\"} }"));

      assertThat(wire.atServer())
          .isEqualTo(
              Lines.request(
                  1,
                  "prompts/get",
                  "{ \"_meta\" : {\"x\":1}, \"name\" : \"p\", \"arguments\" :{\"k\":\"[REDACTED]\"}"
                      + " }"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "null",
          "[]",
          "{",
          "{}}",
          "{\"a\":1},\"name\":\"x\"",
          "{\"a\":1,\"a\":2}",
          "{\"a\":\n1}",
          "{}}}{\"jsonrpc\":\"2.0\""
        })
    void deniesARedactionThatDoesNotFit(String arguments) throws InterruptedException {
      redactTo(arguments);

      wire.client(Lines.call(1, "r"));

      assertThat(wire.atClient()).contains("\"id\":1").contains("isError").contains("tools.*");
      assertThat(gate.reports.take())
          .isEqualTo(new ScriptedGate.Report("r", ToolOutcome.Kind.DENIED));
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"uri\":\"y\",\"x\":1}",
          "{\"Uri\":\"y\"}",
          "{\"_meta\":\"y\"}",
          "[]",
          "null"
        })
    void deniesARedactionThatDoesNotFitAResourceRequest(String params) {
      redactTo(params);

      wire.client(Lines.request(1, "resources/read", "{\"uri\":\"x\",\"_meta\":{}}"));

      assertThat(wire.atClient()).contains("not_redactable");
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @Test
    void deniesARedactionWithoutArguments() {
      redactTo("{\"a\":1}");

      wire.client(Lines.request(1, "tools/call", "{\"name\":\"r\"}"));

      assertThat(wire.atClient()).contains("not_redactable");
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }
  }

  @Nested
  class Denies {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniesAToolCallWithAResult(boolean modern) {
      gate.deciding(ScriptedGate::deny);
      String meta = modern ? "," + Lines.MODERN_META : ",\"_meta\":{\"progressToken\":1}";

      wire.client(Lines.request(1, "tools/call", "{\"name\":\"shell\"" + meta + "}"));

      assertThat(wire.atClient())
          .isEqualTo(
              Lines.deniedTool(
                  1, DenialCode.DENIED, ScriptedGate.RULE, ScriptedGate.RECORD, modern))
          .doesNotContain(ScriptedGate.REASON);
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(gate.reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.portcullis.mcp.stdio.StdioSessionTest#governed")
    void deniesOtherRequestsWithAnError(String request, String name, String arguments) {
      gate.deciding(ScriptedGate::deny);

      wire.client(request);

      assertThat(wire.atClient())
          .isEqualTo(
              Lines.deniedRequest(
                  1,
                  SessionWire.ERROR_CODE,
                  DenialCode.DENIED,
                  ScriptedGate.RULE,
                  ScriptedGate.RECORD));
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampling/createMessage", "elicitation/create"})
    void deniesRequestsOfTheServerWithoutReachingTheClient(String method) {
      gate.deciding(ScriptedGate::deny);

      wire.server(Lines.request(1, method, "{\"messages\":[]}"));

      assertThat(wire.atServer())
          .isEqualTo(
              Lines.deniedRequest(
                  1,
                  SessionWire.ERROR_CODE,
                  DenialCode.DENIED,
                  ScriptedGate.RULE,
                  ScriptedGate.RECORD));
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"AUTHORITY,DENIED", "APPROVAL,NOT_APPROVED", "FAULT,FAULT", "LENIENT_MODE,FAULT"})
    void deniesWithTheCodeOfTheCause(Verdict.Basis basis, DenialCode code) {
      gate.deciding(call -> ScriptedGate.deny(call, basis));

      wire.client(Lines.call(1, "shell"));

      assertThat(wire.atClient())
          .isEqualTo(Lines.deniedTool(1, code, ScriptedGate.RULE, ScriptedGate.RECORD, false));
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "tools/Call",
          "Tools/call",
          "tools/call ",
          "tools/call2",
          "tasks/update",
          "tasks/Get",
          "sampling/createMessage",
          "elicitation/create",
          "roots/list",
          "rpc.discover",
          "",
          "notifications/initialized",
          "resources/write"
        })
    void deniesAnyOtherMethodOfTheClient(String method) {
      wire.client(Lines.request(1, method, "{\"name\":\"x\"}"));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(1, DenialCode.METHOD_NOT_ALLOWED));
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(gate.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools/call", "tools/list", "initialize", "Ping", "x", "tasks/update"})
    void deniesAnyOtherMethodOfTheServer(String method) {
      wire.server(Lines.request(1, method, "{\"name\":\"x\"}"));

      assertThat(wire.atServer()).isEqualTo(Lines.deniedRequest(1, DenialCode.METHOD_NOT_ALLOWED));
      assertThat(wire.clientGetsNothingMore()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "mcp:resources/read",
          "MCP:x",
          "mcp:",
          "\\u006dcp:sampling/createMessage",
          "llm_call",
          "LLM_call"
        })
    void deniesToolsWithReservedNames(String tool) {
      wire.client(Lines.call(1, tool));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.RESERVED_NAME));
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(gate.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        delimiter = '|',
        value = {
          "tools/call|{}",
          "tools/call|{\"name\":1}",
          "tools/call|{\"name\":null}",
          "tools/call|{\"name\":\"\"}",
          "tools/call|{\"name\":\"a\\u0000\"}",
          "tools/call|{\"name\":\"a\\n\"}",
          "tools/call|{\"name\":[\"a\"]}",
          "tools/call|{\"Name\":\"a\"}",
          "tools/call|{\"name\":\"a\",\"NAME\":\"b\"}",
          "tools/call|{\"name\":\"a\",\"Arguments\":{}}",
          "tools/call|{\"name\":\"a\",\"arguments\":{},\"argument\u017F\":{}}",
          "tools/call|{\"name\":\"a\",\"arguments\":[]}",
          "tools/call|{\"name\":\"a\",\"arguments\":\"{}\"}",
          "resources/read|{}",
          "resources/read|{\"uri\":1}",
          "resources/read|{\"uri\":\"a\",\"URI\":\"b\"}",
          "resources/read|{\"uri\":\"file:///a\\u0000\"}",
          "prompts/get|{\"arguments\":{}}",
          "prompts/get|{\"name\":\"p\",\"arguments\":[]}",
          "prompts/get|{\"name\":\"p\",\"aRguments\":{}}",
          "completion/complete|{\"ref\":{},\"Ref\":{}}"
        })
    void deniesAmbiguousParameters(String method, String params) {
      wire.client(Lines.request(1, method, params));

      assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(1, DenialCode.MALFORMED));
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(gate.asked).isEmpty();
    }

    @Test
    void deniesGovernedRequestsWithoutParameters() {
      for (GovernedMethod method : GovernedMethod.values()) {
        String name = method.policyName().substring("mcp:".length());
        if (name.equals("tasks/list")) {
          continue; // needs none
        }
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + name + "\"}";
        if (GovernedMethod.of(GovernedMethod.Direction.TO_SERVER, name) != null) {
          wire.client(request);
          assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(1, DenialCode.MALFORMED));
          wire.client(Lines.request(1, name, "null"));
          assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(1, DenialCode.MALFORMED));
        } else {
          wire.server(request);
          assertThat(wire.atServer()).isEqualTo(Lines.deniedRequest(1, DenialCode.MALFORMED));
        }
      }
      assertThat(gate.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools/call", "resources/read", "ping", "x"})
    void dropsRequestsWithoutAnIdSilently(String method) {
      wire.client(
          "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"name\":\"shell\"}}");

      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(wire.atClient()).contains("probe");
      assertThat(gate.asked).isEmpty();
      assertThat(wire.session.dropped()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        delimiter = '|',
        value = {
          "{|-32700|null|not_json",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}|-32700|null|duplicate_key",
          "[]|-32600|null|batch",
          "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}|-32600|null|id",
          "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":[]}|-32600|4|params"
        })
    void refusesALineThatIsNotAMessageWithAJsonRpcError(
        String line, int code, String id, String reason) {
      wire.client(line);

      assertThat(wire.atClient())
          .contains("\"id\":" + id + ",")
          .contains("\"code\":" + code + ",")
          .contains("\"data\":{\"code\":\"malformed\",\"reason\":\"" + reason + "\"}");
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @Test
    void refusesAMalformedRequestUnderAnIdInUseWithoutThatId() {
      gate.holding();
      wire.client(Lines.call(4, "slow"));

      wire.client("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":[]}");

      assertThat(wire.atClient()).contains("\"id\":null");
    }

    @Test
    void refusesAnIdInUseWithoutASecondResponse() throws InterruptedException {
      var stages = gate.holding();
      wire.client(Lines.call(1, "slow")).client(Lines.call(1, "other"));

      assertThat(wire.atClient()).contains("\"id\":null").contains("duplicate_id");

      stages.take().complete(ScriptedGate.allow(gate.asked.take()));
      assertThat(wire.atServer()).isEqualTo(Lines.call(1, "slow"));
      wire.client(Lines.request(1, "ping", "{}"));
      assertThat(wire.atClient()).contains("\"id\":null").contains("duplicate_id");
      wire.server(Lines.result(1));
      assertThat(wire.atClient()).isEqualTo(Lines.result(1));
      assertThat(gate.asked).isEmpty();
    }

    @Test
    void dropsUnexpectedResponses() throws InterruptedException {
      gate.deciding(
          call -> call.tool().equals("no") ? ScriptedGate.deny(call) : ScriptedGate.allow(call));
      wire.client(Lines.call(1, "no"));
      assertThat(wire.atClient()).contains("isError");
      gate.holding();
      wire.client(Lines.call(2, "waits"));
      gate.asked.take();
      gate.asked.take();

      wire.server(Lines.result(1)) // denied
          .server(Lines.result(2)) // not asked yet
          .server(Lines.result(3)) // never asked
          .server(Lines.result("\"1\""))
          .server("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"x\"}}");
      wire.client(Lines.result(4)); // the server never asked

      assertThat(wire.clientGetsNothingMore()).isTrue();
      assertThat(wire.session.dropped()).isEqualTo(6);
      assertThat(gate.reports).isEmpty();
    }

    @Test
    void dropsASecondResponse() {
      wire.client(Lines.call(1, "read")).atServer();

      wire.server(Lines.result(1)).server(Lines.failure(1));

      assertThat(wire.atClient()).isEqualTo(Lines.result(1));
      assertThat(wire.clientGetsNothingMore()).isTrue();
      assertThat(gate.reports).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a log line",
          "{",
          "[]",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"result\":{}}"
        })
    void dropsLinesOfTheServerThatAreNotMessages(String line) {
      wire.client(Lines.call(1, "read")).atServer();

      wire.server(line);

      assertThat(wire.clientGetsNothingMore()).isTrue();
      assertThat(wire.session.dropped()).isEqualTo(1);
    }
  }

  @Nested
  class DeniesWhenTheGate {

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
              "is cancelled",
              call -> {
                CompletableFuture<ToolGate.Decision> stage = new CompletableFuture<>();
                stage.cancel(false);
                return stage;
              }),
          fault(
              "fails with an error",
              call -> CompletableFuture.failedFuture(new CompletionException(new LinkageError()))),
          fault(
              "gives no verdict",
              call -> CompletableFuture.completedFuture(new ToolGate.Decision(call, null))),
          fault(
              "gives no call",
              call ->
                  CompletableFuture.completedFuture(
                      new ToolGate.Decision(null, ScriptedGate.allow(call).verdict()))),
          fault(
              "is still waiting",
              call ->
                  CompletableFuture.completedFuture(
                      new ToolGate.Decision(call, new Verdict.Pending("p", "r", "", null)))),
          fault(
              "allows another tool",
              call ->
                  CompletableFuture.completedFuture(
                      ScriptedGate.allow(ToolCall.of("other", call.arguments())))),
          fault(
              "allows another action",
              call ->
                  CompletableFuture.completedFuture(
                      ScriptedGate.allow(
                          ToolCall.builder(call.tool())
                              .action(ActionType.FILE_OPERATION)
                              .arguments(call.arguments())
                              .build()))));
    }

    private static Arguments fault(
        String name, Function<ToolCall, CompletionStage<ToolGate.Decision>> script) {
      return Arguments.of(name, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void deniesWhenTheGateMisbehaves(
        String name, Function<ToolCall, CompletionStage<ToolGate.Decision>> script) {
      gate.script(script);

      wire.client(Lines.call(1, "shell"));

      assertThat(wire.atClient())
          .contains("\"code\":\"fault\"")
          .contains("\"isError\":true")
          .doesNotContain(ScriptedGate.REASON);
      assertThat(wire.serverGetsNothingMore()).isTrue();

      gate.deciding(ScriptedGate::allow);
      wire.client(Lines.call(2, "shell"));
      assertThat(wire.atServer()).isEqualTo(Lines.call(2, "shell"));
    }

    @Test
    void deniesWhenTheGateIsUnavailable() {
      try (SessionWire gateless = new SessionWire(() -> null)) {
        gateless.client(Lines.call(1, "shell"));
        assertThat(gateless.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.NO_GATE));
        gateless.server(SAMPLING);
        assertThat(gateless.atServer()).isEqualTo(Lines.deniedRequest(3, DenialCode.NO_GATE));
        assertThat(gateless.serverGetsNothingMore()).isTrue();
      }
    }

    @Test
    void deniesWhenTheGateCannotBeLookedUp() {
      try (SessionWire broken =
          new SessionWire(
              () -> {
                throw new IllegalStateException("the registry is gone");
              })) {
        broken.client(Lines.call(1, "shell"));
        assertThat(broken.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.FAULT));
        assertThat(broken.serverGetsNothingMore()).isTrue();
      }
    }

    @Test
    void deniesWhenTheGateIsGoneAsItsAllowArrives() throws InterruptedException {
      var there = new java.util.concurrent.atomic.AtomicReference<ToolGate>(gate);
      var stages = gate.holding();
      try (SessionWire changing = new SessionWire(there::get)) {
        changing.client(Lines.call(1, "shell"));
        CompletableFuture<ToolGate.Decision> stage = stages.take();
        there.set(null);
        stage.complete(ScriptedGate.allow(gate.asked.take()));

        assertThat(changing.atClient()).contains("\"code\":\"no_gate\"");
        assertThat(changing.serverGetsNothingMore()).isTrue();
      }
    }

    @Test
    void usesTheFirstOfTwoAnswersOfTheGate() throws InterruptedException {
      gate.script(
          call ->
              new CompletableFuture<ToolGate.Decision>() {
                @Override
                public CompletableFuture<ToolGate.Decision> whenComplete(
                    java.util.function.BiConsumer<? super ToolGate.Decision, ? super Throwable>
                        then) {
                  then.accept(ScriptedGate.deny(call), null);
                  then.accept(ScriptedGate.allow(call), null);
                  throw new IllegalStateException("and throws");
                }
              });

      wire.client(Lines.call(1, "shell"));

      assertThat(wire.atClient()).contains("\"code\":\"denied\"");
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(wire.atClient()).contains("probe");
    }
  }

  @Test
  void forwardsTheResponseEvenIfItsOutcomeCannotBeReported() {
    ToolGate deaf =
        (ToolGate)
            java.lang.reflect.Proxy.newProxyInstance(
                ToolGate.class.getClassLoader(),
                new Class<?>[] {ToolGate.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("report")) {
                    throw new IllegalStateException("no journal");
                  }
                  return gate.decide((ToolCall) args[0]);
                });
    try (SessionWire unreported = new SessionWire(() -> deaf)) {
      unreported.client(Lines.call(1, "read")).atServer();
      unreported.server(Lines.result(1));
      assertThat(unreported.atClient()).isEqualTo(Lines.result(1));
    }
  }

  @Nested
  class Batches {
    private static final List<String> REVISIONS = List.of("2025-06-18", "2025-11-25", "2024-11-05");

    private void initialize(String revision) {
      wire.client(Lines.request(0, "initialize", "{}")).atServer();
      wire.server(
              "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\""
                  + revision
                  + "\"}}")
          .atClient();
    }

    @Test
    void batchesAreRefusedBeforeARevisionIsNegotiatedAndInAnyOther() {
      wire.client("[" + Lines.call(1, "a") + "]");
      assertThat(wire.atClient()).contains("\"reason\":\"batch\"");
      for (String revision : REVISIONS) {
        initialize(revision);
        wire.client("[" + Lines.call(1, "a") + "]");
        assertThat(wire.atClient()).contains("\"reason\":\"batch\"");
      }
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @Test
    void batchIsDecidedOneByOneInARevisionWithBatches() {
      initialize("2025-03-26");
      gate.deciding(
          call -> call.tool().equals("no") ? ScriptedGate.deny(call) : ScriptedGate.allow(call));

      wire.client("[" + Lines.call(1, "yes") + ", " + Lines.call(2, "no") + "]");

      assertThat(wire.atServer()).isEqualTo(Lines.call(1, "yes"));
      assertThat(wire.atClient()).contains("\"id\":2").contains("isError");
      wire.server("[" + Lines.result(1) + "]");
      assertThat(wire.atClient()).isEqualTo(Lines.result(1));
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }

    @Test
    void batchesAreNotEnabledByAnUnrelatedAnswer() {
      wire.client(Lines.request(0, "tools/list", "{}")).atServer();
      wire.server("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-03-26\"}}")
          .atClient();

      wire.client("[" + Lines.call(1, "a") + "]");

      assertThat(wire.atClient()).contains("\"reason\":\"batch\"");
    }
  }
}

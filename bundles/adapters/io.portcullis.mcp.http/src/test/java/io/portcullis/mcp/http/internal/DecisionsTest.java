// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionsTest {
  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private static void assertDenied(ClientStub.Whole reply, String code) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head().header("content-type")).isEqualTo("application/json");
    JsonNode result = GatewayRig.json(reply.body()).path("result");
    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.path("_meta").path("io.portcullis/decision").path("code").asText())
        .isEqualTo(code);
    assertThat(reply.body()).doesNotContain(ScriptedGate.REASON);
  }

  @Test
  void allowedCallReachesTheServerByteForByteAndItsAnswerTheClient() throws IOException {
    String call =
        "{ \"id\":7,\n"
            + " \"jsonrpc\":\"2.0\", \"method\":\"tools/call\",\r\n"
            + "\"params\":{\"arguments\":{\"a\": 1.0e2,"
            + " \"ü\":\"\\u0041\"},\"name\":\"x\",\"_meta\":{\"progressToken\":3}}}";
    ClientStub.Whole reply = rig.post(call);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(ServerStub.resultFor(call));
    ServerStub.Received received = Await.next(rig.server.received);
    assertThat(received.body()).isEqualTo(call);
    assertThat(Await.next(rig.gate.asked).arguments())
        .isEqualTo("{\"a\": 1.0e2, \"ü\":\"\\u0041\"}");
    assertThat(Await.next(rig.gate.reports))
        .isEqualTo(new ScriptedGate.Report("x", ToolOutcome.Kind.COMPLETED));
  }

  @Test
  void gateIsAskedWithTheClientsAgent() throws IOException {
    rig.post(GatewayRig.CALL);
    ToolCall asked = Await.next(rig.gate.asked);
    assertThat(asked.agent().id()).isEqualTo("agent");
    assertThat(asked.source()).isEqualTo("files");
    assertThat(asked.tool()).isEqualTo("shell");
  }

  @Test
  void deniedCallIsAResultAndNotForwarded() throws IOException {
    rig.gate.deciding(ScriptedGate::deny);
    assertDenied(rig.post(GatewayRig.CALL), "denied");
    assertThat(rig.server.executions()).isZero();
  }

  @Test
  void redactedCallReachesTheServerRedacted() throws IOException {
    rig.gate.deciding(
        call -> ScriptedGate.allow(call.withArguments(call.arguments().replace("secret", "[x]"))));
    rig.post(GatewayRig.call(1, "shell", "{\"cmd\":\n\"secret\"}"));
    String received = Await.next(rig.server.received).body();
    assertThat(received).contains("[x]").doesNotContain("secret");
  }

  @Test
  void redactionThatAHeaderWouldRevealIsADenial() throws IOException {
    rig.gate.deciding(
        call -> ScriptedGate.allow(call.withArguments(call.arguments().replace("secret", "[x]"))));
    assertDenied(
        rig.post(GatewayRig.call(1, "shell", "{\"cmd\":\"secret\"}"), "Mcp-Param-Cmd: secret"),
        "not_redactable");
    assertThat(rig.server.executions()).isZero();
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void noGateIsADenial() throws IOException {
    rig.gates(() -> null);
    assertDenied(rig.post(GatewayRig.CALL), "no_gate");
    assertThat(rig.server.executions()).isZero();
  }

  @Test
  void gateThatLeavesDuringTheDecisionIsADenial() throws IOException {
    rig.gate.deciding(
        call -> {
          rig.gates(() -> null);
          return ScriptedGate.allow(call);
        });
    assertDenied(rig.post(GatewayRig.CALL), "no_gate");
    assertThat(rig.server.executions()).isZero();
  }

  @Test
  void gateThatThrowsOrGivesNothingIsADenial() throws IOException {
    rig.gate.script(
        call -> {
          throw new IllegalStateException("broken");
        });
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    rig.gate.script(
        call -> {
          throw new NoClassDefFoundError("refreshed");
        });
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    rig.gate.script(call -> null);
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    rig.gate.deciding(call -> null);
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    rig.gate.script(call -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    assertThat(rig.server.executions()).isZero();
  }

  @Test
  void decisionOnAnotherCallIsADenial() throws IOException {
    rig.gate.deciding(
        call -> ScriptedGate.allow(ToolCall.builder("other").arguments("{}").build()));
    assertDenied(rig.post(GatewayRig.CALL), "fault");
    assertThat(rig.server.executions()).isZero();
  }

  @Test
  void gateThatDecidesTwiceForwardsOnce() throws IOException {
    rig.gate.script(
        call ->
            new CompletableFuture<ToolGate.Decision>() {
              @Override
              public CompletableFuture<ToolGate.Decision> whenComplete(
                  java.util.function.BiConsumer<? super ToolGate.Decision, ? super Throwable>
                      then) {
                then.accept(ScriptedGate.allow(call), null);
                then.accept(ScriptedGate.allow(call), null);
                return this;
              }
            });
    assertThat(rig.post(GatewayRig.CALL).status()).isEqualTo(200);
    rig.untilEmpty();
    assertThat(rig.server.executions()).isEqualTo(1);
    assertThat(rig.gateway.gateway().pendingRequests().waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ping", "initialize", "server/discover", "tools/list", "subscriptions/listen"})
  void methodThatIsFreePassesWithoutTheGate(String method) throws IOException {
    rig.gates(() -> null);
    assertThat(rig.post(GatewayRig.request(1, method)).body()).contains("\"done\":true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools/evil", "roots/list", "sampling/createMessage", "Tools/call"})
  void unknownMethodIsAnErrorAndNotForwarded(String method) throws IOException {
    ClientStub.Whole reply = rig.post(GatewayRig.request(1, method));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(GatewayRig.json(reply.body()).path("error").path("data").path("code").asText())
        .isEqualTo("not_allowed_method");
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void unknownMethodIsA404WithoutSessions() throws IOException {
    ClientStub.Whole reply =
        rig.post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/evil\",\"params\":{\"_meta\":"
                + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(GatewayRig.json(reply.body()).path("error").path("code").asInt()).isEqualTo(-32_601);
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void deniedResourceIsAnErrorOfTheConfiguredCode() throws IOException {
    rig.gate.deciding(ScriptedGate::deny);
    ClientStub.Whole reply =
        rig.post(
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"resources/read\",\"params\":{\"uri\":\"file:///x\"}}");
    assertThat(reply.status()).isEqualTo(200);
    JsonNode error = GatewayRig.json(reply.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(GatewayRig.ERROR_CODE);
    assertThat(rig.server.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"shell\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
      })
  void aBodyThatIsNotAMessageIsA400AndNotForwarded(String body) throws IOException {
    ClientStub.Whole reply = rig.post(body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(GatewayRig.json(reply.body()).has("error")).isTrue();
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void duplicateIdInASessionIsRefusedWhileTheFirstWaits() throws IOException {
    var stages = rig.gate.holding();
    ClientStub first = rig.client().post(GatewayRig.CALL, rig.session("s"));
    CompletableFuture<ToolGate.Decision> stage = Await.next(stages);
    ClientStub.Whole second = rig.post(GatewayRig.CALL, rig.session("s"));
    assertThat(second.body()).contains("duplicate_id");
    ClientStub other = rig.client().post(GatewayRig.CALL, rig.session("t"));
    Await.next(stages).complete(ScriptedGate.deny(Await.next(rig.gate.asked)));
    assertThat(other.whole().body()).contains("\"denied\"");
    stage.complete(ScriptedGate.allow(rig.gate.asked.peek()));
    assertThat(first.whole().body()).contains("\"done\":true");
    assertThat(rig.server.executions()).isEqualTo(1);
  }
}

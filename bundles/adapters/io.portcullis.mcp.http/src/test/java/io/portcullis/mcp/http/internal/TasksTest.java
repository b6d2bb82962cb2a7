// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of 2025-11-25 over HTTP, where several agents share a server. */
class TasksTest {
  private static final String EVENTS = "text/event-stream";
  private static final String A = "X-Agent: a";
  private static final String B = "X-Agent: b";

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig(GatewayRig.callers(new CallerAuthenticator.Named("X-Agent")));
    serverAnswers(false);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  /** The server names the task of a call after its tool, and lists three tasks. */
  private void serverAnswers(boolean events) {
    rig.server.script(
        r -> {
          JsonNode request = GatewayRig.json(r.body());
          String result =
              switch (request.path("method").asText()) {
                case "tools/call" ->
                    "{\"task\":{\"taskId\":\"%s\",\"status\":\"working\"}}"
                        .formatted(request.path("params").path("name").asText());
                case "tasks/list" ->
                    "{\"tasks\":[{\"taskId\":\"of-b\"}, {\"taskId\":\"of-a\"}"
                        + " ,{\"taskId\":\"x\"}]}";
                default -> "{\"content\":[\"secret\"]}";
              };
          String answer =
              "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(request.path("id"), result);
          if (events) {
            r.wire().beginChunked(EVENTS);
            r.wire().chunk("data: " + answer + "\n\n");
            r.wire().endChunks();
          } else {
            r.wire().json(answer);
          }
        });
  }

  private static String follow(String method, String task) {
    return "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"%s\",\"params\":{\"taskId\":\"%s\"}}"
        .formatted(method, task);
  }

  private void createTask(String task, String agent) throws IOException {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{},\"task\":{}}}"
            .formatted(task);
    assertThat(rig.post(call, agent).body()).contains("taskId");
    assertThat(Await.next(rig.server.received).body()).isEqualTo(call);
    Await.next(rig.gate.asked);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ownTaskIsFollowedWithoutAsking(boolean events) throws IOException {
    serverAnswers(events);
    createTask("of-a", A);
    rig.gate.deciding(ScriptedGate::deny);

    assertThat(rig.post(follow("tasks/get", "of-a"), A).body()).contains("secret");
    assertThat(rig.post(follow("tasks/result", "of-a"), A).body()).contains("secret");
    assertThat(rig.post(follow("tasks/cancel", "of-a"), A).body()).contains("secret");
    assertThat(rig.gate.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/result", "tasks/cancel"})
  void taskOfAnotherAgentIsRefusedWhateverThePolicySays(String method) throws IOException {
    createTask("of-a", A);

    ClientStub.Whole reply = rig.post(follow(method, "of-a"), B);

    JsonNode error = GatewayRig.json(reply.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32_602);
    assertThat(error.path("data").path("code").asText()).isEqualTo("not_your_task");
    assertThat(rig.gate.asked).isEmpty();
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void unknownTaskIsDecidedUnderTheMethodsName() throws IOException {
    createTask("of-a", A);
    rig.gate.deciding(ScriptedGate::deny);

    assertThat(rig.post(follow("tasks/result", "x"), A).body()).contains("\"code\":\"denied\"");
    assertThat(Await.next(rig.gate.asked).tool()).isEqualTo("mcp:tasks/result");
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void listShowsTheAgentsOwnTasksOnly() throws IOException {
    createTask("of-a", A);
    createTask("of-b", B);
    String list = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tasks/list\"}";

    String ofA = rig.post(list, A).body();

    assertThat(ofA)
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"tasks\":[{\"taskId\":\"of-a\"}]}}");
    assertThat(Await.next(rig.gate.asked).tool()).isEqualTo("mcp:tasks/list");
    assertThat(rig.post(list, "X-Agent: c").body()).contains("\"tasks\":[]");
  }

  @Test
  void resultOfATaskIsDecidedAsThatOfItsTool() throws IOException {
    rig.close();
    rig =
        new GatewayRig(
            s ->
                GatewayRig.answers(new GatewaySettings.Answers(true, false, false))
                    .apply(GatewayRig.callers(new CallerAuthenticator.Named("X-Agent")).apply(s)));
    serverAnswers(false);
    createTask("of-a", A);
    Await.next(rig.gate.asked); // the result of the call
    rig.gate.deciding(ScriptedGate::deny);

    String reply = rig.post(follow("tasks/result", "of-a"), A).body();

    assertThat(reply).contains("result_denied").doesNotContain("secret");
    assertThat(Await.next(rig.gate.asked))
        .satisfies(
            asked -> {
              assertThat(asked.tool()).isEqualTo("of-a");
              assertThat(asked.agent()).isEqualTo(AgentIdentity.of("a"));
              assertThat(asked.arguments()).isEqualTo("{\"content\":[\"secret\"]}");
            });
  }
}

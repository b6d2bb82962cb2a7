// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of 2025-11-25 over stdio. */
@Timeout(60) // against a test that hangs
class StdioTasksTest {
  private static final String WORKING =
      "{\"taskId\":\"%s\",\"status\":\"working\",\"createdAt\":\"2026-01-01T00:00:00Z\"}";

  private final ScriptedGate gate = new ScriptedGate();
  private SessionWire wire = new SessionWire(() -> gate);

  @AfterEach
  void close() {
    wire.close();
  }

  private void decidesResults() {
    wire.close();
    wire =
        new SessionWire(
            () -> gate,
            SessionLimits.DEFAULT,
            1 << 16,
            new ResponseFilterOptions(true, false, null));
  }

  private static String callWithTask(int id, String tool) {
    return Lines.request(
        id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{},\"task\":{\"ttl\":60000}}");
  }

  private static String created(int id, String task) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"task\":%s}}"
        .formatted(id, WORKING.formatted(task));
  }

  private static String follow(int id, String method, String task) {
    return Lines.request(id, method, "{\"taskId\":\"" + task + "\"}");
  }

  private void createTask(String tool, String task) throws InterruptedException {
    wire.client(callWithTask(1, tool));
    assertThat(wire.atServer()).contains("tools/call");
    gate.asked.take();
    wire.server(created(1, task));
    assertThat(wire.atClient()).contains("taskId");
    assertThat(gate.reports.take())
        .isEqualTo(new ScriptedGate.Report(tool, ToolOutcome.Kind.COMPLETED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/result", "tasks/cancel"})
  void followsTheTaskOfAnAllowedCallWithoutAsking(String method) throws InterruptedException {
    createTask("build", "t1");
    gate.deciding(ScriptedGate::deny);

    wire.client(follow(2, method, "t1"));

    assertThat(wire.atServer()).isEqualTo(follow(2, method, "t1"));
    wire.server(Lines.result(2));
    assertThat(wire.atClient()).isEqualTo(Lines.result(2));
    assertThat(gate.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/result", "tasks/cancel"})
  void asksAboutATaskThatIsNotKnown(String method) throws InterruptedException {
    createTask("build", "t1");
    wire.client(follow(2, method, "t2"));
    assertThat(wire.atServer()).isEqualTo(follow(2, method, "t2"));
    ToolCall asked = gate.asked.take();
    assertThat(asked.tool()).isEqualTo("mcp:" + method);
    assertThat(asked.arguments()).isEqualTo("{\"taskId\":\"t2\"}");
    gate.deciding(ScriptedGate::deny);

    wire.client(follow(3, method, "t3"));

    assertThat(wire.atClient()).contains("\"id\":3,\"error\":").contains("\"code\":\"denied\"");
    assertThat(wire.serverGetsNothingMore()).isTrue();
  }

  @Test
  void asksAboutTheListOfTasks() throws InterruptedException {
    String list = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tasks/list\"}";
    wire.client(list);

    assertThat(wire.atServer()).isEqualTo(list);
    ToolCall asked = gate.asked.take();
    assertThat(asked.tool()).isEqualTo("mcp:tasks/list");
    assertThat(asked.arguments()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"taskId\":7}", "{\"taskId\":\"\"}", "{\"taskid\":\"t1\"}"})
  void refusesARequestThatNamesNoTask(String params) {
    wire.client(Lines.request(2, "tasks/get", params));

    assertThat(wire.atClient()).isEqualTo(Lines.deniedRequest(2, DenialCode.MALFORMED));
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(gate.asked).isEmpty();
  }

  @Test
  void knowsNoTaskOfADeniedOrUndecidedCall() throws InterruptedException {
    gate.deciding(ScriptedGate::deny);
    wire.client(callWithTask(1, "build"));
    assertThat(wire.atClient())
        .contains("\"id\":1,\"error\":{\"code\":" + SessionWire.ERROR_CODE)
        .contains("\"code\":\"denied\"");
    wire.server(created(1, "t1"));
    wire.client(Lines.request(2, "ping", "{}")).atServer();
    wire.server(created(2, "t1"));
    assertThat(wire.atClient()).contains("taskId");
    gate.asked.take();

    wire.client(follow(3, "tasks/result", "t1"));

    assertThat(wire.atClient()).contains("\"id\":3,\"error\":");
    assertThat(gate.asked.take().tool()).isEqualTo("mcp:tasks/result");
    assertThat(wire.serverGetsNothingMore()).isTrue();
  }

  @Test
  void decidesTheResultOfATaskAsThatOfItsTool() throws InterruptedException {
    decidesResults();
    wire.client(callWithTask(1, "build")).atServer();
    assertThat(gate.asked.take().action()).isEqualTo(ActionType.TOOL_CALL);
    wire.server(created(1, "t1"));
    assertThat(wire.atClient()).contains("taskId");
    assertThat(gate.asked.take().action()).isEqualTo(ActionType.TOOL_RESULT);
    gate.deciding(ScriptedGate::deny);

    wire.client(follow(2, "tasks/result", "t1")).atServer();
    wire.server("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[\"secret\"]}}");

    assertThat(wire.atClient())
        .contains("\"id\":2,\"result\":")
        .contains("\"isError\":true")
        .contains("result_denied")
        .doesNotContain("secret");
    ToolCall asked = gate.asked.take();
    assertThat(asked.tool()).isEqualTo("build");
    assertThat(asked.action()).isEqualTo(ActionType.TOOL_RESULT);
    assertThat(asked.arguments()).isEqualTo("{\"content\":[\"secret\"]}");

    wire.client(follow(3, "tasks/get", "t1")).atServer();
    wire.server("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"statusMessage\":\"secret\"}}");
    assertThat(wire.atClient()).contains("\"id\":3,\"error\":").doesNotContain("secret");
    assertThat(gate.asked.take().tool()).isEqualTo("build");
  }

  @Test
  void forwardsTheStatusOfATaskBothWays() {
    String status =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tasks/status\",\"params\":%s}"
            .formatted(WORKING.formatted("t1"));
    wire.server(status).client(status);

    assertThat(wire.atClient()).isEqualTo(status);
    assertThat(wire.atServer()).isEqualTo(status);
  }

  @Test
  void followsTheTaskThatAnAllowedRequestOfTheServerHasCreatedAtTheClient()
      throws InterruptedException {
    String sample =
        Lines.request(4, "sampling/createMessage", "{\"messages\":[],\"task\":{\"ttl\":1}}");
    wire.server(sample);
    assertThat(wire.atClient()).isEqualTo(sample);
    gate.asked.take();
    wire.client(created(4, "c1"));
    assertThat(wire.atServer()).contains("c1");
    gate.deciding(ScriptedGate::deny);

    wire.server(follow(5, "tasks/result", "c1"));
    assertThat(wire.atClient()).isEqualTo(follow(5, "tasks/result", "c1"));
    assertThat(gate.asked).isEmpty();
    wire.server(follow(6, "tasks/result", "c2"));
    assertThat(wire.atServer()).contains("\"id\":6,\"error\":").contains("\"code\":\"denied\"");
    assertThat(gate.asked.take().tool()).isEqualTo("mcp:tasks/result");

    wire.client(follow(7, "tasks/get", "c1"));
    assertThat(wire.atClient()).contains("\"id\":7,\"error\":");
    assertThat(gate.asked.take().tool()).isEqualTo("mcp:tasks/get");
  }
}

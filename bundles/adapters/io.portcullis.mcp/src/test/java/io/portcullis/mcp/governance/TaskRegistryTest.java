// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.mcp.governance.GovernedMethod.Direction;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {
  private static final AgentIdentity A = AgentIdentity.of("a");
  private static final AgentIdentity B = AgentIdentity.of("b");

  private final TaskRegistry tasks = new TaskRegistry();

  private void add(AgentIdentity owner, String id, String tool) {
    tasks.add(
        Direction.TO_SERVER, owner, ToolCall.builder(tool).arguments("{\"x\":1}").build(), id);
  }

  private String tool(AgentIdentity owner, String id) {
    ToolCall call = tasks.call(Direction.TO_SERVER, owner, id);
    return call == null ? null : call.tool();
  }

  private boolean isOfOther(AgentIdentity owner, String id) {
    return tasks.isOfOther(Direction.TO_SERVER, owner, id);
  }

  @Test
  void taskBelongsToItsAgentAlone() {
    add(A, "t", "build");

    assertThat(tool(A, "t")).isEqualTo("build");
    assertThat(tasks.call(Direction.TO_SERVER, A, "t").arguments()).isEqualTo("{}");
    assertThat(isOfOther(A, "t")).isFalse();
    assertThat(tool(B, "t")).isNull();
    assertThat(isOfOther(B, "t")).isTrue();
    assertThat(isOfOther(B, "u")).isFalse();
    assertThat(tasks.call(Direction.TO_CLIENT, A, "t")).isNull();
    assertThat(tasks.isOfOther(Direction.TO_CLIENT, B, "t")).isFalse();
  }

  @Test
  void sameIdMayBelongToSeveralAgents() {
    add(A, "t", "build");
    add(B, "t", "test");

    assertThat(tool(A, "t")).isEqualTo("build");
    assertThat(tool(B, "t")).isEqualTo("test");
  }

  @Test
  void agentsOldestTaskIsForgottenFirst() {
    add(B, "old", "build");
    for (int i = 0; i <= TaskRegistry.MAX_OF_AGENT; i++) {
      add(A, "t" + i, "build");
    }

    assertThat(tool(A, "t0")).isNull();
    assertThat(isOfOther(B, "t0")).isFalse();
    assertThat(tool(A, "t1")).isEqualTo("build");
    assertThat(tool(B, "old")).isEqualTo("build");
  }

  @Test
  void oldestTaskOfAllIsForgottenBeyondTheBound() {
    for (int i = 0; i <= TaskRegistry.MAX; i++) {
      add(AgentIdentity.of("agent" + i), "t" + i, "build");
    }

    assertThat(tool(AgentIdentity.of("agent0"), "t0")).isNull();
    assertThat(tool(AgentIdentity.of("agent1"), "t1")).isEqualTo("build");
  }

  @Test
  void longIdIsNotKept() {
    add(A, "x".repeat(TaskRegistry.MAX_ID + 1), "build");

    assertThat(tool(A, "x".repeat(TaskRegistry.MAX_ID + 1))).isNull();
  }
}

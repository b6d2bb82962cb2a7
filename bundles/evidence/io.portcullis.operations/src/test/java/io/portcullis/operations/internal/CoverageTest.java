// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Coverage;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.operations.internal.calls.CallHistory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the switch knows about the calls that an order covers. */
class CoverageTest {
  @TempDir Path temp;
  private DurableOperatorControl control;

  @BeforeEach
  void open() throws Exception {
    control = new Rig(temp).start();
  }

  @AfterEach
  void close() {
    control.close();
  }

  private Coverage agent(String id) {
    return control.coverage(OperationScope.agent(id));
  }

  @Test
  void knowsAnAgentOnceItHasCalled() {
    assertThat(agent("bot")).isEqualTo(new Coverage(0, 0));
    control.clearance(Rig.call("bot"));
    control.clearance(Rig.call("bot"));
    assertThat(agent("bot")).isEqualTo(new Coverage(1, 0));
    assertThat(agent("Bot")).isEqualTo(new Coverage(0, 0));
    assertThat(agent("bot ")).isEqualTo(new Coverage(0, 0));
    assertThat(control.coverage(OperationScope.ALL)).isEqualTo(new Coverage(1, 0));
  }

  @Test
  void knowsAnAgentOnWhoseBehalfOthersCall() {
    control.clearance(Rig.call("helper", "boss", "", ""));
    assertThat(agent("boss")).isEqualTo(new Coverage(1, 0));
    assertThat(control.coverage(OperationScope.ALL)).isEqualTo(new Coverage(2, 0));
  }

  @Test
  void operationCoversTheAgentsThatTookPart() {
    control.clearance(Rig.call("one", "", "trace", "span"));
    control.clearance(Rig.call("two", "", "trace", "span"));
    control.clearance(Rig.call("two", "", "trace", "span"));
    control.clearance(Rig.call("three", "", "trace", "other"));
    assertThat(control.coverage(OperationScope.operation("trace:span")))
        .isEqualTo(new Coverage(2, 0));
    assertThat(control.coverage(OperationScope.operation("trace:none")))
        .isEqualTo(new Coverage(0, 0));
  }

  @Test
  void countsWaitingCalls() throws Exception {
    control.termination(Rig.call("bot"));
    Rig.give(control, OperationScope.agent("other"), Signal.PAUSE);
    control.clearance(Rig.call("other", "", "t", "s"));
    assertThat(agent("bot")).isEqualTo(new Coverage(0, 1));
    assertThat(agent("other")).isEqualTo(new Coverage(1, 1));
    assertThat(control.coverage(OperationScope.operation("t:s"))).isEqualTo(new Coverage(1, 1));
    assertThat(control.coverage(OperationScope.ALL).waitingCalls()).isEqualTo(2);
    Rig.give(control, OperationScope.ALL, Signal.TERMINATE);
    assertThat(control.coverage(OperationScope.ALL).waitingCalls()).isZero();
  }

  @Test
  void forgetsTheOldestAgentWhenFull() {
    for (int n = 0; n <= CallHistory.MAX_AGENTS; n++) {
      control.clearance(Rig.call("agent-" + n, "", "trace", "span-" + n));
    }
    assertThat(control.coverage(OperationScope.ALL).agents()).isEqualTo(CallHistory.MAX_AGENTS);
    assertThat(agent("agent-0").agents()).isZero();
    assertThat(agent("agent-" + CallHistory.MAX_AGENTS).agents()).isEqualTo(1);
    assertThat(control.coverage(OperationScope.operation("trace:span-1")).agents()).isZero();
  }

  @Test
  void doesNotKeepIdsThatNoOrderCanName() {
    control.clearance(Rig.call("x".repeat(OperationScope.MAX_NAME_LENGTH + 1)));
    control.clearance(Rig.call(""));
    assertThat(control.coverage(OperationScope.ALL).agents()).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.gate.internal.evaluation.EachModeAndForm;
import io.portcullis.gate.internal.evaluation.FailOpenMatrixTest;
import io.portcullis.gate.internal.evaluation.Form;
import io.portcullis.gate.internal.evaluation.Mode;
import io.portcullis.gate.internal.evaluation.Rig;
import io.portcullis.gate.internal.evaluation.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the denied calls of one agent write to the journal is bounded. */
class DenialThrottleTest {
  private final List<GovernanceEvent> events = new ArrayList<>();
  private final List<Runnable> scheduled = new ArrayList<>();

  private Rig rig(Form form, int perSecond) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(Scripted.DENY);
    rig.throttle = new DenialThrottle(perSecond, events::add, rig.clock::nanoTime, scheduled::add);
    return rig;
  }

  private static void call(Rig rig, String agent, int times) {
    ToolCall call = ToolCall.builder("read_file").agent(AgentIdentity.of(agent)).build();
    for (int n = 0; n < times; n++) {
      rig.assertNotRun(rig.call(call));
    }
  }

  private void flush() {
    List<Runnable> tasks = List.copyOf(scheduled);
    scheduled.clear();
    tasks.forEach(Runnable::run);
  }

  @ParameterizedTest
  @EnumSource
  void denialsBeyondTheBoundAreCountedInOneEvent(Form form) {
    Rig rig = rig(form, 3);
    call(rig, "a", 3);
    String first = rig.clock.instant().toString();
    call(rig, "a", 1);
    rig.clock.advance(Duration.ofMillis(400));
    call(rig, "a", 99);
    assertThat(rig.records).hasSize(3);
    assertThat(scheduled).as("one task, however many").hasSize(1);
    flush();
    assertThat(events)
        .containsExactly(
            new GovernanceEvent(
                "denials_aggregated",
                rig.clock.instant(),
                AgentIdentity.of("a"),
                Map.of(
                    "cause", "FORBIDDEN",
                    "count", "100",
                    "first", first,
                    "last", rig.clock.instant().toString(),
                    "agents", "one")));
  }

  @Test
  void nextSecondIsRecordedOneByOneAgain() {
    Rig rig = rig(Form.RUN, 3);
    call(rig, "a", 5);
    rig.clock.advance(Duration.ofSeconds(1));
    call(rig, "a", 5);
    assertThat(rig.records).hasSize(6);
    flush();
    assertThat(events).extracting(event -> event.attributes().get("count")).containsExactly("4");
    flush();
    assertThat(events).as("told once").hasSize(1);
  }

  @Test
  void eachAgentHasABoundOfItsOwnAndEachCauseACount() {
    Rig rig = rig(Form.RUN, 2);
    call(rig, "a", 50);
    call(rig, "b", 2);
    rig.runtime(Verdict.Deny.fault("broken"));
    call(rig, "a", 7);
    assertThat(rig.records).hasSize(4);
    flush();
    assertThat(events)
        .extracting(event -> event.attributes().get("cause") + event.attributes().get("count"))
        .containsExactlyInAnyOrder("FORBIDDEN48", "FAULT7");
  }

  @Test
  void inventedAgentsShareABoundAndTakeNoMemory() {
    Rig rig = rig(Form.RUN, 1);
    for (int n = 0; n < 3 * DenialThrottle.MAX_AGENTS; n++) {
      call(rig, "agent" + n, 1);
    }
    assertThat(rig.throttle.agents()).isEqualTo(DenialThrottle.MAX_AGENTS);
    assertThat(rig.records).hasSize(DenialThrottle.MAX_AGENTS + 1);
    flush();
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.agent()).isEqualTo(AgentIdentity.UNKNOWN);
              assertThat(event.attributes())
                  .containsEntry("count", String.valueOf(2 * DenialThrottle.MAX_AGENTS - 1))
                  .containsEntry("agents", "several");
            });
    rig.clock.advance(Duration.ofSeconds(2));
    call(rig, "late", 1);
    assertThat(rig.throttle.agents()).as("idle agents make room").isEqualTo(1);
  }

  @EachModeAndForm
  void allowsAreNeverCountedAndAlwaysRecorded(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.throttle = new DenialThrottle(1, events::add, rig.clock::nanoTime, scheduled::add);
    rig.runtime(Scripted.ALLOW);
    for (int n = 0; n < 10; n++) {
      rig.call();
    }
    assertThat(rig.tool.runs()).hasSize(10);
    assertThat(rig.records).as("decided and ended").hasSize(20);
    assertThat(scheduled).isEmpty();
  }

  @Test
  void listenersHearOfEachDenial() {
    Rig rig = rig(Form.RUN, 1);
    java.util.concurrent.CountDownLatch heard = new java.util.concurrent.CountDownLatch(20);
    rig.listeners.add(callRecord -> heard.countDown());
    call(rig, "a", 20);
    FailOpenMatrixTest.await(heard);
    assertThat(rig.records).hasSize(1);
  }

  @Test
  void closedGateTellsWhatItHasCounted() {
    Rig rig = rig(Form.RUN, 1);
    call(rig, "a", 4);
    rig.gate().close();
    assertThat(events).extracting(event -> event.attributes().get("count")).containsExactly("3");
  }

  @Test
  void countsNothingWithoutABound() {
    Rig rig = rig(Form.RUN, 0);
    call(rig, "a", 50);
    assertThat(rig.records).hasSize(50);
  }
}

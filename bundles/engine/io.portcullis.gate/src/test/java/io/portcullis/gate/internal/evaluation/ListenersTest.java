// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.gate.internal.context.CallIds;
import io.portcullis.gate.internal.reporting.BoundedDispatcher;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners change nothing and delay nothing. */
class ListenersTest {

  @EachModeAndForm
  void listenerThatBlocksForEverDelaysNoCall(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    CountDownLatch never = new CountDownLatch(1);
    rig.listeners.add(callRecord -> FailOpenMatrixTest.await(never));
    rig.runtime(Scripted.DENY);
    rig.assertNotRun(rig.call());
    rig.runtime(Scripted.ALLOW);
    rig.assertRan(rig.call());
    never.countDown();
  }

  @Test
  void fullQueueLosesRecordsAndNothingElse() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    rig.listeners.add(
        callRecord -> {
          inside.countDown();
          FailOpenMatrixTest.await(never);
        });
    rig.runtime(Scripted.ALLOW);
    for (int i = 0; i < 5_000; i++) {
      rig.call();
    }
    FailOpenMatrixTest.await(inside);
    assertThat(rig.tool.runs()).hasSize(5_000);
    assertThat(rig.records).as("the journal misses none").hasSize(10_000);
    never.countDown();
  }

  @Test
  void waitingRecordsAreBoundedByTheirWeightToo() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(2);
    List<Integer> order = new CopyOnWriteArrayList<>();
    try (BoundedDispatcher dispatcher = new BoundedDispatcher("test", 10, 100, Duration.ZERO)) {
      dispatcher.dispatch(() -> FailOpenMatrixTest.await(goOn), 60);
      for (int weight : new int[] {50, 40, 1, 0}) {
        dispatcher.dispatch(
            () -> {
              order.add(weight);
              told.countDown();
            },
            weight);
      }
      goOn.countDown();
      FailOpenMatrixTest.await(told);
      assertThat(order).containsExactly(40, 0);
    }
  }

  @Test
  void oneThatWeighsMoreThanAllMayIsToldIfItIsAlone() throws Exception {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    try (BoundedDispatcher dispatcher = new BoundedDispatcher("test", 10, 100, Duration.ZERO)) {
      dispatcher.dispatch(() -> told.complete(true), 1_000);
      assertThat(Rig.await(told)).isTrue();
    }
  }

  /** The thread rests when it has told all, and only a few may wait for it to wake by itself. */
  @ParameterizedTest
  @CsvSource({"12, 1", "100, 8"})
  void restEndsWhenManyWaitOrMuch(int capacity, long weight) throws Exception {
    int messages = 12;
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch allButAFew = new CountDownLatch(messages - 3);
    Duration forEver = Duration.ofDays(1);
    try (BoundedDispatcher dispatcher = new BoundedDispatcher("test", capacity, 100, forEver)) {
      dispatcher.dispatch(first::countDown, 0);
      FailOpenMatrixTest.await(first);
      for (int i = 0; i < messages; i++) {
        dispatcher.dispatch(allButAFew::countDown, weight);
      }
      FailOpenMatrixTest.await(allButAFew);
    }
  }

  @Test
  void listenerThatThrowsKeepsNothingFromTheOthers() throws Exception {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    CompletableFuture<CallRecord> told = new CompletableFuture<>();
    rig.listeners.add(
        callRecord -> {
          throw new NoClassDefFoundError("on purpose");
        });
    rig.listeners.add(told::complete);
    rig.runtime(Scripted.DENY);
    rig.assertNotRun(rig.call());
    assertThat(Rig.await(told).verdict()).isEqualTo(Scripted.DENY);
  }

  @Test
  void errorOfAListenerDoesNotEndTheReporting() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    List<CallRecord> told = new CopyOnWriteArrayList<>();
    CountDownLatch three = new CountDownLatch(3);
    rig.listeners.add(
        callRecord -> {
          told.add(callRecord);
          three.countDown();
          throw new AssertionError("on purpose");
        });
    rig.runtime(Scripted.DENY);
    for (int i = 0; i < 3; i++) {
      rig.call();
    }
    FailOpenMatrixTest.await(three);
    assertThat(told).hasSize(3);
  }

  @Test
  void recordsArriveInOrderInOneThread() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    List<String> ids = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(100);
    rig.listeners.add(
        callRecord -> {
          ids.add(callRecord.call().id());
          all.countDown();
        });
    rig.runtime(Scripted.DENY);
    for (int i = 0; i < 100; i++) {
      rig.call();
    }
    FailOpenMatrixTest.await(all);
    assertThat(ids).isEqualTo(rig.records.stream().map(each -> each.call().id()).toList());
  }

  @Test
  void lookingForListenersMayThrow() {
    for (Mode mode : Mode.values()) {
      Rig rig = new Rig(mode, Form.RUN);
      RecordingCallReporter client =
          new RecordingCallReporter(
              () -> null,
              () -> null,
              () -> {
                throw new IllegalStateException("on purpose");
              });
      rig.runtime(Scripted.DENY);
      RecheckingToolGate gate =
          new RecheckingToolGate(rig, rig.limits, client, rig.clock, new CallIds(1));
      rig.assertNotRun(Ended.of(gate.run(Rig.someCall(), rig.tool)));
      rig.runtime(Scripted.ALLOW);
      rig.assertRan(Ended.of(gate.run(Rig.someCall(), rig.tool)));
    }
  }

  @Test
  void eventsReachTheListeners() {
    CompletableFuture<GovernanceEvent> told = new CompletableFuture<>();
    RecordListener listener =
        new RecordListener() {
          @Override
          public void onRecord(CallRecord callRecord) {}

          @Override
          public void onEvent(GovernanceEvent event) {
            told.complete(event);
          }
        };
    GovernanceEvent event =
        new GovernanceEvent("test", Instant.EPOCH, AgentIdentity.UNKNOWN, Map.of());
    try (RecordingCallReporter client =
        new RecordingCallReporter(() -> null, () -> null, () -> List.of(listener))) {
      client.report(event);
      assertThat(Rig.await(told)).isSameAs(event);
    }
  }

  @Test
  void closedClientTellsNobodyAndStillKeepsTheJournal() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    RecordingCallReporter client =
        new RecordingCallReporter(
            () -> null, () -> rig::keep, () -> List.of(callRecord -> rig.records.clear()));
    client.close();
    rig.runtime(Scripted.DENY);
    RecheckingToolGate gate =
        new RecheckingToolGate(rig, rig.limits, client, rig.clock, new CallIds(1));
    rig.assertNotRun(Ended.of(gate.run(Rig.someCall(), rig.tool)));
    assertThat(rig.records).hasSize(1);
  }
}

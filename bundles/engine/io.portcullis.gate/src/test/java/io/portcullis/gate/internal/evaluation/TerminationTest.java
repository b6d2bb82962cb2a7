// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.operations.CallClearance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator ends what a call waits for. */
class TerminationTest {

  /** Lets every call proceed, and terminates waiting calls on request. */
  private static final class Switch implements CallClearance {
    final CountDownLatch watched = new CountDownLatch(1);
    final CompletableFuture<Void> termination = new CompletableFuture<>();
    final AtomicReference<ToolCall> watchedCall = new AtomicReference<>();

    @Override
    public CompletionStage<Clearance> clearance(ToolCall call) {
      return CompletableFuture.completedFuture(
          termination.isDone() && !termination.isCompletedExceptionally()
              ? Clearance.TERMINATED
              : Clearance.PROCEED);
    }

    @Override
    public CompletionStage<Void> termination(ToolCall call) {
      watchedCall.set(call);
      watched.countDown();
      return termination;
    }
  }

  private static Ended terminatedInFlight(Rig rig, Switch operator) {
    CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
    await(operator.watched);
    operator.termination.complete(null);
    return Rig.await(ended);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertTerminated(Rig rig, Ended ended) {
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("terminated by an operator");
    assertThat(ended.basis()).isEqualTo(Verdict.Basis.APPROVAL);
  }

  @EachModeAndForm
  void endsTheWaitForAVerdict(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Switch operator = new Switch();
    rig.control = operator;
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    assertTerminated(rig, terminatedInFlight(rig, operator));
    assertThat(answer).isCancelled();
    assertThat(operator.watchedCall.get().id()).isNotEmpty();
  }

  @EachModeAndForm
  void endsTheWaitForAnApproval(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Switch operator = new Switch();
    rig.control = operator;
    rig.runtime(Rig.pending(Duration.ofHours(1)));
    CompletableFuture<ApprovalDecision> approval = new CompletableFuture<>();
    rig.approvals = (call, pending) -> approval;
    assertTerminated(rig, terminatedInFlight(rig, operator));
    assertThat(approval).isCancelled();
  }

  @EachModeAndForm
  void endsTheWaitForTheJournal(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.evidenceRequired();
    Switch operator = new Switch();
    rig.control = operator;
    rig.runtime(Scripted.ALLOW);
    rig.journal =
        callRecord -> {
          rig.records.add(callRecord);
          return new CompletableFuture<>();
        };
    assertTerminated(rig, terminatedInFlight(rig, operator));
    assertThat(rig.records).extracting(CallRecord::phase).hasSize(2);
    assertThat(rig.records.get(1).outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @EachModeAndForm
  void terminationIsWatchedNoLongerThanTheCallWaits(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Switch operator = new Switch();
    rig.control = operator;
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
    await(operator.watched);
    answer.complete(Scripted.ALLOW);
    rig.assertRan(Rig.await(ended));
    assertThat(operator.termination).isCancelled();
  }

  @EachModeAndForm
  void operatorsThreadDoesNotRunWhatFollows(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Switch operator = new Switch();
    rig.control = operator;
    rig.runtime(call -> new CompletableFuture<>());
    AtomicReference<Thread> continued = new AtomicReference<>();
    CompletableFuture<Ended> ended =
        rig.inFlight(Rig.someCall())
            .thenApply(
                end -> {
                  continued.set(Thread.currentThread());
                  return end;
                });
    await(operator.watched);
    operator.termination.complete(null);
    assertTerminated(rig, Rig.await(ended));
    assertThat(continued.get()).isNotSameAs(Thread.currentThread());
  }

  /** Ways in which a switch can fail to be watched. */
  private enum Broken {
    NULL,
    THROWS,
    LINKAGE,
    FAILED,
    NOT_LISTENING;

    CompletionStage<Void> stage() {
      return switch (this) {
        case NULL -> null;
        case THROWS -> throw new IllegalStateException("on purpose");
        case LINKAGE -> throw new NoClassDefFoundError("on purpose");
        case FAILED -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        case NOT_LISTENING -> OddStages.deaf();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void switchThatCannotBeWatchedIsAskedAgainBeforeTheToolRuns(Broken broken) {
    for (Form form : Form.values()) {
      Rig rig = new Rig(Mode.ENFORCE, form);
      AtomicReference<CallClearance.Clearance> clearance =
          new AtomicReference<>(CallClearance.Clearance.PROCEED);
      CountDownLatch watched = new CountDownLatch(1);
      rig.control =
          new CallClearance() {
            @Override
            public CompletionStage<Clearance> clearance(ToolCall call) {
              return CompletableFuture.completedFuture(clearance.get());
            }

            @Override
            public CompletionStage<Void> termination(ToolCall call) {
              watched.countDown();
              return broken.stage();
            }
          };
      CompletableFuture<Verdict> answer = new CompletableFuture<>();
      rig.runtime(call -> answer);
      CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
      await(watched);
      clearance.set(CallClearance.Clearance.TERMINATED);
      answer.complete(Scripted.ALLOW);
      assertTerminated(rig, Rig.await(ended));
    }
  }

  @EachModeAndForm
  void missingSwitchIsAFaultIfOneIsRequired(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.limits = rig.limits.requiring(false, true);
    rig.runtime(Scripted.ALLOW);
    Ended ended = rig.call();
    rig.assertRanOnlyIf(mode.lenient(), ended);
    if (mode.lenient()) {
      assertThat(rig.records.get(0).notes()).contains("operator control is not registered");
      assertThat(rig.records.get(0).underEnforce()).isEqualTo(Verdict.Kind.DENY);
    }
  }

  @EachModeAndForm
  void switchThatLeavesInFlightIsMissedIfOneIsRequired(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.limits = rig.limits.requiring(false, true);
    rig.control = call -> CompletableFuture.completedFuture(CallClearance.Clearance.PROCEED);
    rig.runtime(
        call -> {
          rig.control = null;
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }
}

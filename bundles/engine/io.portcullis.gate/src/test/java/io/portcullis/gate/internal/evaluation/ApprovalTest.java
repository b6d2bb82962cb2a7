// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that waits for a person. */
class ApprovalTest {

  @EachModeAndForm
  void approvedCallRuns(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.assertRan(rig.call());
  }

  @EachModeAndForm
  void rejectedCallDoesNotRun(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(
                new ApprovalDecision(Outcome.REJECTED, "", "", "approver", "too risky"));
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("too risky");
    assertThat(ended.basis()).isEqualTo(Verdict.Basis.APPROVAL);
  }

  @EachModeAndForm
  void rejectionHoldsThoughTheMapperIsGone(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(
                new ApprovalDecision(Outcome.REJECTED, "", "", "approver", " "));
    rig.mapper = null;
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("rejected by the approver");
    assertThat(ended.basis()).isEqualTo(Verdict.Basis.APPROVAL);
  }

  @EachModeAndForm
  void approvalOfOtherArgumentsIsAFault(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(Rig.approved(call.withArguments("{}")));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void approvalOfAnotherToolIsAFault(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(
                Rig.approved(ToolCall.of("write_file", Rig.ARGUMENTS)));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void secondPendingIsAFault(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    List<ToolCall> shown = new CopyOnWriteArrayList<>();
    rig.approvals =
        (call, pending) -> {
          shown.add(call);
          rig.runtime(Rig.pending(null)); // another runtime, which wants a person too
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
    assertThat(shown).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void runtimeReplacedWhileAPersonDecidesIsAskedAnew(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    Scripted[] second = new Scripted[1];
    rig.approvals =
        (call, pending) -> {
          second[0] = rig.runtime(Scripted.ALLOW);
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRan(rig.call());
    assertThat(second[0].asked).hasSize(1);
  }

  @EachModeAndForm
  void runtimeGoneWhileAPersonDecidesTakesTheApprovalWithIt(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) -> {
          rig.runtimeLeaves();
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void rejectionHoldsThoughTheRuntimeIsGone(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) -> {
          rig.runtimeLeaves();
          return CompletableFuture.completedFuture(Rig.decided(Outcome.REJECTED, call));
        };
    rig.assertNotRun(rig.call());
  }

  @EachModeAndForm
  void approvalThatComesTooLateIsAFault(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) -> {
          rig.clock.advance(Duration.ofSeconds(61));
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void rejectionThatComesTooLateHolds(Mode mode, Form form) {
    Rig rig = pending(mode, form);
    rig.approvals =
        (call, pending) -> {
          rig.clock.advance(Duration.ofSeconds(61));
          return CompletableFuture.completedFuture(Rig.decided(Outcome.REJECTED, call));
        };
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void approverMayTakeLongerThanTheRuntime(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    rig.approvals =
        (call, pending) -> {
          rig.clock.advance(Duration.ofSeconds(59));
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRan(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void approvalEndsAtTheCallsOwnDeadline(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    List<ToolCall> shown = new CopyOnWriteArrayList<>();
    CompletableFuture<ApprovalDecision> never = new CompletableFuture<>();
    rig.approvals =
        (call, pending) -> {
          shown.add(call);
          return never;
        };
    Ended ended = rig.call(rig.impatientCall());
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("nobody approved in time");
    assertThat(shown.get(0).deadline()).isEqualTo(rig.clock.instant());
    assertThat(never).isCancelled();
  }

  @ParameterizedTest
  @EnumSource
  void channelLearnsUntilWhenTheCallWaits(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    List<ToolCall> shown = new CopyOnWriteArrayList<>();
    rig.approvals =
        (call, pending) -> {
          shown.add(call);
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.call();
    assertThat(shown.get(0).deadline()).isEqualTo(rig.clock.instant().plusSeconds(60));
    rig.runtime(Rig.pending(null));
    rig.call();
    assertThat(shown.get(1).deadline())
        .isEqualTo(rig.clock.instant().plus(rig.limits.approvalTimeout()));
  }

  @ParameterizedTest
  @EnumSource
  void timeoutBeyondCountingIsOnlyLong(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<ApprovalDecision> decision = new CompletableFuture<>();
    ToolCall[] shown = new ToolCall[1];
    rig.approvals =
        (call, pending) -> {
          shown[0] = call;
          waits.countDown();
          return decision;
        };
    rig.runtime(Rig.pending(Duration.ofSeconds(Long.MAX_VALUE)));
    CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
    FailOpenMatrixTest.await(waits);
    decision.complete(Rig.approved(shown[0]));
    rig.assertRan(Rig.await(ended));
  }

  @ParameterizedTest
  @EnumSource
  void negativeTimeoutHasPassed(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    rig.runtime(Rig.pending(Duration.ofSeconds(-1)));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void approvalIsGoodForOneExecution(Form form) {
    Rig rig = pending(Mode.ENFORCE, form);
    rig.assertRan(rig.call());
    rig.approvals = null;
    Ended second = rig.call();
    assertThat(rig.tool.runs()).hasSize(1);
    assertThat(second.kind().name()).isEqualTo("DENIED");
  }

  @EachModeAndForm
  void mapperThatGivesNothingOrPendingAgainIsAFault(Mode mode, Form form) {
    for (Verdict wrong : new Verdict[] {null, Rig.pending(null)}) {
      Rig rig = pending(mode, form);
      rig.mapper =
          new io.portcullis.api.spi.DecisionMapper() {
            @Override
            public Verdict map(
                ToolCall call,
                io.portcullis.api.spi.RuntimeDecision decision,
                io.portcullis.api.spi.ModePolicy policy) {
              return wrong;
            }

            @Override
            public Verdict mapApproval(
                ToolCall call,
                Verdict.Pending pending,
                ApprovalDecision decision,
                io.portcullis.api.spi.ModePolicy policy) {
              return wrong;
            }
          };
      rig.assertRanOnlyIf(mode.lenient(), rig.call());
    }
  }

  private static Rig pending(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Rig.pending(Duration.ofSeconds(60)));
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    return rig;
  }
}

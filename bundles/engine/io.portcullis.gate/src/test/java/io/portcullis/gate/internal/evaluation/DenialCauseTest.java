// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.operations.CallClearance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A denial names its cause for programs, in the outcome and on record. */
class DenialCauseTest {

  private static Rig enforcing(Form form) {
    return new Rig(Mode.ENFORCE, form);
  }

  private static Rig pending(Form form) {
    Rig rig = enforcing(form);
    rig.runtime(Rig.pending(Duration.ofSeconds(60)));
    return rig;
  }

  private static void assertCause(Rig rig, ToolCall call, DenialCause expected) {
    Ended ended = rig.call(call);
    rig.assertNotRun(ended);
    assertThat(ended.denialCause()).isEqualTo(expected);
    CallRecord last = rig.records.get(rig.records.size() - 1);
    assertThat(Ended.denied(last.verdict()).denialCause()).as("on record").isEqualTo(expected);
  }

  private static void assertCause(Rig rig, DenialCause expected) {
    assertCause(rig, Rig.someCall(), expected);
  }

  @ParameterizedTest
  @EnumSource
  void tellsForbiddenFromRejected(Form form) {
    Rig rig = enforcing(form);
    rig.runtime(Scripted.DENY);
    assertCause(rig, DenialCause.FORBIDDEN);
    rig = pending(form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(Rig.decided(ApprovalDecision.Outcome.REJECTED, call));
    assertCause(rig, DenialCause.REJECTED);
  }

  @ParameterizedTest
  @EnumSource
  void denialAfterARequestForApprovalCarriesTheTextOfTheRequest(Form form) {
    Rig rig = enforcing(form);
    rig.runtime(
        new Verdict.Pending(
            "", "why", "r-1", Duration.ofSeconds(60), List.of(), "", List.of(), "Ask Ann."));
    for (ApprovalDecision.Outcome outcome :
        List.of(ApprovalDecision.Outcome.REJECTED, ApprovalDecision.Outcome.EXPIRED)) {
      rig.approvals =
          (call, pending) -> CompletableFuture.completedFuture(Rig.decided(outcome, call));
      Ended ended = rig.call(Rig.someCall());
      rig.assertNotRun(ended);
      CallRecord last = rig.records.get(rig.records.size() - 1);
      assertThat(((Verdict.Deny) last.verdict()).message()).isEqualTo("Ask Ann.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsLargeArgumentsFromInvalidOnes(Form form) {
    Rig rig = enforcing(form);
    rig.limits = rig.limits.withArguments(20, 2);
    rig.runtime(Scripted.ALLOW);
    assertCause(
        rig,
        ToolCall.of("t", "{\"path\":\"" + "a".repeat(20) + "\"}"),
        DenialCause.ARGUMENTS_TOO_LARGE);
    assertCause(rig, ToolCall.of("t", "[[[]]]"), DenialCause.ARGUMENTS_TOO_LARGE);
    assertCause(rig, ToolCall.of("t".repeat(1_025), "{}"), DenialCause.ARGUMENTS_TOO_LARGE);
    assertCause(rig, ToolCall.of("t", "{"), DenialCause.ARGUMENTS_INVALID);
    assertCause(rig, ToolCall.of("t", "{\"a\":1,\"a\":2}"), DenialCause.ARGUMENTS_INVALID);
  }

  @ParameterizedTest
  @EnumSource
  void tellsExpiredApprovalFromOneThatNobodyCouldGive(Form form) {
    Rig rig = pending(form);
    rig.approvals =
        (call, pending) ->
            CompletableFuture.completedFuture(Rig.decided(ApprovalDecision.Outcome.EXPIRED, call));
    assertCause(rig, DenialCause.APPROVAL_EXPIRED);
    rig = pending(form);
    rig.approvals = (call, pending) -> new CompletableFuture<>();
    assertCause(rig, rig.impatientCall(), DenialCause.APPROVAL_EXPIRED);
    rig = pending(form);
    assertCause(rig, DenialCause.APPROVAL_UNAVAILABLE);
    rig = pending(form);
    rig.approvals =
        (call, pending) -> {
          throw new IllegalStateException("on purpose");
        };
    assertCause(rig, DenialCause.APPROVAL_UNAVAILABLE);
  }

  @ParameterizedTest
  @EnumSource
  void saysThatNoAuthorityCouldBeAsked(Form form) {
    Rig rig = enforcing(form);
    assertCause(rig, DenialCause.AUTHORITY_UNREACHABLE);
    rig = enforcing(form);
    rig.runtime(call -> new CompletableFuture<>());
    assertCause(rig, rig.impatientCall(), DenialCause.AUTHORITY_UNREACHABLE);
  }

  @ParameterizedTest
  @EnumSource
  void namesWhatTheGateMisses(Form form) {
    Rig rig = enforcing(form);
    rig.runtime(Scripted.ALLOW);
    rig.limits = rig.limits.requiring(false, true);
    assertCause(rig, DenialCause.CONTROL_UNAVAILABLE);
    rig.control = call -> CompletableFuture.completedFuture(CallClearance.Clearance.TERMINATED);
    assertCause(rig, DenialCause.TERMINATED);
    rig = enforcing(form);
    rig.runtime(Scripted.ALLOW);
    rig.evidenceRequired();
    Rig failing = rig;
    rig.journal =
        callRecord -> {
          CompletableFuture<Void> unused = failing.keep(callRecord).toCompletableFuture();
          return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        };
    assertCause(rig, DenialCause.EVIDENCE_UNAVAILABLE);
    rig = enforcing(form);
    rig.forbidden = ToolCall.of("delete_all", "{}");
    rig.runtime(Scripted.ALLOW);
    assertCause(rig, DenialCause.SELF_TEST_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheCallWasPausedForTooLong(Form form) {
    Rig rig = enforcing(form);
    rig.runtime(Scripted.ALLOW);
    rig.control = call -> new CompletableFuture<>();
    assertCause(rig, rig.impatientCall(), DenialCause.PAUSED);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome.Kind;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.CallRecord.Phase;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken down: exactly one decision and at most one end for every call, and the truth. */
class RecordsTest {

  @EachModeAndForm
  void allowedCallHasADecisionAndAnEnd(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.call();
    assertThat(rig.records)
        .extracting(CallRecord::phase)
        .containsExactly(Phase.DECIDED, Phase.ENDED);
    assertThat(rig.records)
        .extracting(CallRecord::verdict)
        .containsExactly(Scripted.ALLOW, Scripted.ALLOW);
    assertThat(rig.records).extracting(CallRecord::outcome).containsExactly(null, Kind.COMPLETED);
    assertThat(rig.records).extracting(CallRecord::mode).containsOnly(mode.mode());
    assertThat(rig.records.get(0).decidedBy()).isEqualTo("runtime query");
    assertThat(rig.records.get(0).transport()).isEqualTo("fake");
    assertThat(rig.records.get(0).approvedBy()).isEmpty();
    assertThat(rig.records.get(0).underEnforce()).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(rig.records.get(0).at()).isEqualTo(rig.clock.instant());
    assertThat(rig.records.get(0).notes()).isEmpty();
  }

  @EachModeAndForm
  void deniedCallHasADecisionOnly(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.DENY);
    rig.call();
    assertThat(rig.records).hasSize(1);
    assertThat(rig.records.get(0).phase()).isEqualTo(Phase.DECIDED);
    assertThat(rig.records.get(0).verdict()).isEqualTo(Scripted.DENY);
  }

  @EachModeAndForm
  void callWithBadArgumentsHasADecision(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.call(ToolCall.of("t", "{"));
    assertThat(rig.records).hasSize(1);
    assertThat(rig.records.get(0).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @EachModeAndForm
  void pendingCallHasOneDecision(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Rig.pending(null));
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.call();
    assertThat(rig.records)
        .extracting(CallRecord::phase)
        .containsExactly(Phase.DECIDED, Phase.ENDED);
    assertThat(rig.records.get(0).verdict().basis()).isEqualTo(Verdict.Basis.APPROVAL);
    assertThat(rig.records.get(0).approvedBy()).isEqualTo("approver");
  }

  @EachModeAndForm
  void recordTellsByWhichPolicyAnApprovalWasAskedFor(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(new Verdict.Pending("p", "ask", "r", null, List.of(), "sha256:ab"));
    for (ApprovalDecision.Outcome outcome :
        List.of(ApprovalDecision.Outcome.APPROVED, ApprovalDecision.Outcome.REJECTED)) {
      rig.records.clear();
      rig.approvals =
          (call, pending) -> CompletableFuture.completedFuture(Rig.decided(outcome, call));
      rig.call();
      assertThat(rig.records.get(0).verdict().policyDigest()).isEqualTo("sha256:ab");
      assertThat(rig.records.get(0).approvedBy()).isEqualTo("approver");
    }
  }

  @EachModeAndForm
  void recordTellsWhatEnforceWouldHaveDone(Mode mode, Form form) {
    if (!mode.lenient()) {
      return; // it is what was done
    }
    Rig rig = new Rig(mode, form);
    rig.runtime(mode.policy().onFault("query_failed"));
    rig.assertRan(rig.call());
    assertThat(rig.records.get(0).underEnforce()).isEqualTo(Verdict.Kind.DENY);

    rig.records.clear();
    rig.tool.runs().clear();
    rig.authority = null; // a foreign interceptor allows although no runtime is present
    rig.seen = new ServiceSnapshot.InterceptorSnapshot(new Foreign(), "foreign", "");
    rig.assertRan(rig.call());
    assertThat(rig.records.get(0).underEnforce()).isEqualTo(Verdict.Kind.DENY);
    assertThat(rig.records.get(0).notes())
        .containsExactly("no runtime was available to decide this call");
  }

  /** Allows and asks nobody. */
  private static final class Foreign extends Scripted {
    Foreign() {
      super(call -> CompletableFuture.completedFuture(ALLOW));
      authoritative = false;
    }
  }

  @EachModeAndForm
  void callThatWasTerminatedAfterItsAllowWasRecordedEndsAsDenied(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    int[] asked = new int[1];
    rig.control =
        call ->
            CompletableFuture.completedFuture(
                ++asked[0] == 1 ? Clearance.PROCEED : Clearance.TERMINATED);
    rig.assertNotRun(rig.call());
    assertDeniedAfterAllow(rig);
  }

  @EachModeAndForm
  void callThatWasPausedAfterItsAllowWasRecordedEndsAsDenied(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    int[] asked = new int[1];
    rig.control =
        call ->
            ++asked[0] == 1
                ? CompletableFuture.completedFuture(Clearance.PROCEED)
                : new CompletableFuture<>();
    rig.assertNotRun(rig.call(rig.impatientCall()));
    assertDeniedAfterAllow(rig);
  }

  @ParameterizedTest
  @EnumSource
  void callWhoseRuntimeLeftAfterItsAllowWasRecordedEndsAsDenied(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(Scripted.ALLOW);
    rig.journal =
        callRecord -> {
          if (rig.records.isEmpty()) {
            rig.runtimeLeaves();
          }
          return rig.keep(callRecord);
        };
    rig.assertNotRun(rig.call());
    assertDeniedAfterAllow(rig);
  }

  @EachModeAndForm
  void callAtAClosedGateIsDeniedAndRecordedAsSuch(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.gate().close();
    rig.assertNotRun(rig.call());
    assertDeniedAfterAllow(rig);
  }

  @EachModeAndForm
  void gateThatIsClosedWhileACallIsInFlightDeniesIt(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CompletableFuture<Ended> ended = FailOpenMatrixTest.askedAndHeld(rig, answer, Rig.someCall());
    rig.gate().close();
    answer.complete(Scripted.ALLOW);
    rig.assertNotRun(Rig.await(ended));
  }

  private static void assertDeniedAfterAllow(Rig rig) {
    assertThat(rig.records)
        .extracting(CallRecord::phase)
        .containsExactly(Phase.DECIDED, Phase.ENDED);
    assertThat(rig.records.get(1).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
    assertThat(rig.records.get(1).outcome()).isEqualTo(Kind.DENIED);
  }

  @ParameterizedTest
  @EnumSource
  void redactedArgumentsReachToolAndRecord(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(redacting("/path"));
    rig.assertRan(rig.call());
    assertThat(rig.tool.runs()).containsExactly("{\"path\":\"***\"}");
    assertThat(rig.records)
        .extracting(each -> each.call().arguments())
        .containsOnly("{\"path\":\"***\"}");
  }

  @EachModeAndForm
  void redactionThatCannotBeAppliedDeniesOrIsNoted(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(redacting("/none"));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
    if (mode.lenient()) {
      assertThat(rig.tool.runs()).containsExactly(Rig.ARGUMENTS);
      assertThat(rig.records.get(0).notes().toString()).contains("redaction");
    }
  }

  @EachModeAndForm
  void redactionThatMakesTheArgumentsTooLargeCannotBeApplied(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.limits =
        new GateLimits(
            Rig.ARGUMENTS.length(),
            64,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            AgentIdentity.UNKNOWN,
            false,
            false);
    rig.runtime(
        new Verdict.Allow(
            Verdict.Basis.AUTHORITY, "", "", List.of(new Redaction("/path", "x".repeat(100)))));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @ParameterizedTest
  @EnumSource(names = {"OBSERVE", "DISABLED"})
  void passInALenientModeIsNoted(Mode mode) {
    Rig rig = new Rig(mode, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    rig.evidenceRequired();
    rig.journal =
        callRecord ->
            rig.records.isEmpty() && callRecord.phase() == Phase.DECIDED
                ? CompletableFuture.failedFuture(new IllegalStateException())
                : rig.keep(callRecord);
    rig.control = call -> CompletableFuture.failedFuture(new IllegalStateException());
    rig.assertRan(rig.call());
    assertThat(rig.records.get(0).notes().toString()).contains("journal", "operator control");
  }

  @EachModeAndForm
  void sameCallTwiceIsTwoAttempts(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    ToolCall call = Rig.someCall();
    rig.call(call);
    rig.call(call);
    assertThat(runtime.asked).extracting(ToolCall::id).doesNotHaveDuplicates().hasSize(2);
    assertThat(runtime.asked.get(0).id()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void idOfACallerDoesNotPass(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.call(Rig.someCall().stamped("forged", AgentIdentity.of("a"), rig.clock.instant()));
    assertThat(runtime.asked.get(0).id()).isNotEqualTo("forged");
    assertThat(runtime.asked.get(0).agent()).isEqualTo(AgentIdentity.of("a"));
  }

  @ParameterizedTest
  @EnumSource
  void defaultAgentStandsInForAnUnknownOne(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.limits =
        new GateLimits(
            100,
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            AgentIdentity.of("d"),
            false,
            false);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.call();
    assertThat(runtime.asked.get(0).agent()).isEqualTo(AgentIdentity.of("d"));
  }

  @EachModeAndForm
  void noRecordIsMadeWithoutAListener(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.journal = null;
    rig.runtime(Scripted.ALLOW);
    rig.assertRan(rig.call());
  }

  /** A broken clock or name in the record is a matter of the record alone. */
  @EachModeAndForm
  void recordThatCannotBeMadeChangesNothing(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(Scripted.DENY);
    rig.seen = new ServiceSnapshot.InterceptorSnapshot(runtime, null, "");
    rig.assertNotRun(rig.call());
    runtime.script = call -> CompletableFuture.completedFuture(Scripted.ALLOW);
    rig.assertRan(rig.call());
  }

  private static Verdict redacting(String path) {
    return new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", List.of(new Redaction(path, "***")));
  }
}

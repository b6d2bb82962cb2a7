// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The authority is asked once more after an approval, unless its policy is the same. */
class ApprovalRecheckTest {
  private static final String OLD = "sha256:01d";
  private static final String NEW = "sha256:4e3";

  private static Verdict pendingBy(String digest, Redaction... redactions) {
    return new Verdict.Pending(
        "p-1", "ask a person", "r-3", Duration.ofSeconds(60), List.of(redactions), digest);
  }

  private static Verdict allowBy(String digest, Redaction... redactions) {
    return new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "r-1", List.of(redactions), digest);
  }

  private static Verdict denyBy(String digest) {
    return new Verdict.Deny(Verdict.Basis.AUTHORITY, "not any more", "r-2", digest);
  }

  /** A call is pending; while a person decides, the same authority comes to answer otherwise. */
  private static Rig pendingThen(
      Mode mode, Form form, Verdict first, CompletionStage<Verdict> second, String digest) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(first);
    runtime.digest = first.policyDigest();
    rig.approvals =
        (call, pending) -> {
          runtime.digest = digest;
          runtime.script = each -> second;
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    return rig;
  }

  private static Rig pendingThen(Mode mode, Form form, Verdict second) {
    return pendingThen(mode, form, pendingBy(OLD), CompletableFuture.completedFuture(second), NEW);
  }

  private static List<ToolCall> asked(Rig rig) {
    return ((Scripted) rig.authority).asked;
  }

  @EachModeAndForm
  void policyThatCameToDenyWins(Mode mode, Form form) {
    Rig rig = pendingThen(mode, form, denyBy(NEW));
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("not any more");
    assertThat(ended.denialCause()).isEqualTo(DenialCause.FORBIDDEN);
    assertThat(rig.records.get(rig.records.size() - 1).approvedBy()).isEqualTo("approver");
  }

  @EachModeAndForm
  void policyThatCameToAllowRunsTheCallAndIsOnRecord(Mode mode, Form form) {
    Rig rig = pendingThen(mode, form, allowBy(NEW));
    rig.assertRan(rig.call());
    assertThat(asked(rig)).hasSize(2);
    assertThat(rig.records.get(0).verdict().policyDigest()).isEqualTo(NEW);
    assertThat(rig.records.get(0).approvedBy()).isEqualTo("approver");
  }

  @EachModeAndForm
  void approvalUnderAnotherPolicyDoesNotCount(Mode mode, Form form) {
    Rig rig = pendingThen(mode, form, pendingBy(NEW));
    Ended ended = rig.call();
    rig.assertRanOnlyIf(mode.lenient(), ended);
    if (!mode.lenient()) {
      assertThat(ended.denialCause()).isEqualTo(DenialCause.APPROVAL_EXPIRED);
    }
  }

  @EachModeAndForm
  void samePolicyIsNotAskedAgainAndCountsTheCallOnce(Mode mode, Form form) {
    Rig rig =
        pendingThen(
            mode, form, pendingBy(OLD), CompletableFuture.completedFuture(denyBy(OLD)), OLD);
    rig.assertRan(rig.call());
    assertThat(asked(rig)).hasSize(1);
  }

  @EachModeAndForm
  void authorityThatNamesNoPolicyIsAskedAgain(Mode mode, Form form) {
    Rig rig =
        pendingThen(mode, form, pendingBy(""), CompletableFuture.completedFuture(denyBy("")), "");
    rig.assertNotRun(rig.call());
    assertThat(asked(rig)).hasSize(2);
  }

  @EachModeAndForm
  void authorityThatNamesNoPolicyConfirmsByWantingTheSameApproval(Mode mode, Form form) {
    Rig rig =
        pendingThen(
            mode, form, pendingBy(""), CompletableFuture.completedFuture(pendingBy("")), "");
    rig.assertRan(rig.call());
    assertThat(asked(rig)).hasSize(2);
    assertThat(rig.records.get(0).verdict().basis()).isEqualTo(Verdict.Basis.APPROVAL);
  }

  @EachModeAndForm
  void approvalByAnotherRuleDoesNotConfirm(Mode mode, Form form) {
    Verdict other = new Verdict.Pending("p-2", "ask two", "r-4", Duration.ofSeconds(60));
    Rig rig = pendingThen(mode, form, pendingBy(""), CompletableFuture.completedFuture(other), "");
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void digestThatCannotBeReadIsAskedAgain(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Scripted runtime =
        new Scripted(call -> CompletableFuture.completedFuture(pendingBy(OLD))) {
          @Override
          public String policyDigest() {
            throw new AbstractMethodError("on purpose");
          }
        };
    rig.authority = runtime;
    rig.seen = new ServiceSnapshot.InterceptorSnapshot(runtime, "runtime query", "fake");
    rig.approvals =
        (call, pending) -> {
          runtime.script = each -> CompletableFuture.completedFuture(denyBy(NEW));
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertNotRun(rig.call());
  }

  static Stream<Arguments> faults() {
    return FailOpenMatrixTest.faults();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void secondQueryThatFailsIsAFault(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.limits = rig.limits.withTimes(Duration.ofMillis(50), Duration.ofMinutes(1));
    Scripted runtime = rig.runtime(pendingBy(OLD));
    rig.approvals =
        (call, pending) -> {
          runtime.script = each -> fault.stage();
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
    assertThat(runtime.asked).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void secondQueryHasADeadlineOfItsOwn(Form form) {
    Rig rig = pendingThen(Mode.ENFORCE, form, allowBy(NEW));
    ApprovalChannel approves = rig.approvals;
    rig.approvals =
        (call, pending) -> {
          rig.clock.advance(Duration.ofSeconds(59)); // more than the call had to be decided
          return approves.request(call, pending);
        };
    rig.assertRan(rig.call());
    assertThat(asked(rig).get(1).deadline())
        .isEqualTo(rig.clock.instant().plus(rig.limits.deadline()));
  }

  @ParameterizedTest
  @EnumSource
  void secondQueryEndsAtTheDeadlineOfTheAdapter(Form form) {
    Rig rig = pendingThen(Mode.ENFORCE, form, pendingBy(OLD), new CompletableFuture<>(), NEW);
    rig.assertNotRun(rig.call(rig.impatientCall()));
  }

  @EachModeAndForm
  void terminationEndsTheSecondQuery(Mode mode, Form form) {
    CompletableFuture<Verdict> never = new CompletableFuture<>();
    Rig rig = new Rig(mode, form);
    CountDownLatch askedAgain = new CountDownLatch(1);
    CompletableFuture<Void> terminated = new CompletableFuture<>();
    Scripted runtime = rig.runtime(pendingBy(OLD));
    rig.control =
        new CallClearance() {
          @Override
          public CompletionStage<Clearance> clearance(ToolCall call) {
            return CompletableFuture.completedFuture(Clearance.PROCEED);
          }

          @Override
          public CompletionStage<Void> termination(ToolCall call) {
            return terminated.copy();
          }
        };
    rig.approvals =
        (call, pending) -> {
          runtime.script =
              each -> {
                askedAgain.countDown();
                return never;
              };
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
    FailOpenMatrixTest.await(askedAgain);
    terminated.complete(null);
    Ended end = Rig.await(ended);
    rig.assertNotRun(end);
    assertThat(end.denialCause()).isEqualTo(DenialCause.TERMINATED);
  }

  @EachModeAndForm
  void authorityThatArrivedMeanwhileIsAsked(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(pendingBy(OLD)).digest = OLD;
    rig.approvals =
        (call, pending) -> {
          rig.runtime(denyBy(OLD)).digest = OLD; // the same policy, said by another
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertNotRun(rig.call());
  }

  @EachModeAndForm
  void redactionThatTheApproverWasNotShownIsNotRunUnderEnforce(Mode mode, Form form) {
    Rig rig = pendingThen(mode, form, allowBy(NEW, new Redaction("/path", "gone")));
    Ended ended = rig.call();
    rig.assertRanOnlyIf(mode.lenient(), ended);
    if (mode.lenient()) {
      assertThat(rig.tool.runs()).containsExactly("{\"path\":\"gone\"}");
      assertThat(rig.records.get(0).notes()).isNotEmpty();
    } else {
      assertThat(ended.denialCause()).isEqualTo(DenialCause.APPROVAL_EXPIRED);
    }
  }

  @EachModeAndForm
  void redactionsThatTheApproverSawStayThoughTheyAreNoLongerDemanded(Mode mode, Form form) {
    Redaction redaction = new Redaction("/path", "gone");
    for (Verdict second : List.of(allowBy(NEW), allowBy(NEW, redaction))) {
      Rig rig =
          pendingThen(
              mode,
              form,
              pendingBy(OLD, redaction),
              CompletableFuture.completedFuture(second),
              NEW);
      rig.assertRan(rig.call());
      assertThat(rig.tool.runs()).containsExactly("{\"path\":\"gone\"}");
      assertThat(asked(rig).get(1).arguments()).as("asked about what would run").contains("gone");
    }
  }

  @EachModeAndForm
  void authorityThatKeepsChangingItsMindIsAskedABoundedNumberOfTimes(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.look =
        () -> {
          Scripted each = Scripted.saying(pendingBy(OLD));
          rig.authority = each;
          return new ServiceSnapshot.InterceptorSnapshot(each, "runtime query", "fake");
        };
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate looks at its services once in a step, and again in the next step. */
class ServiceLookTest {
  private static final int MAX_LOOKS = 8;

  private static AtomicInteger countLooks(Rig rig) {
    AtomicInteger looks = new AtomicInteger();
    rig.look =
        () -> {
          looks.incrementAndGet();
          return rig.seen;
        };
    return looks;
  }

  @EachModeAndForm
  void allowedCallLooksAtItsServicesAtMostEightTimes(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    AtomicInteger looks = countLooks(rig);
    rig.assertRan(rig.call());
    assertThat(looks).hasValueLessThanOrEqualTo(MAX_LOOKS);
  }

  @EachModeAndForm
  void allowedCallWithEvidenceControlAndSelfTestLooksAtMostEightTimes(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.limits = rig.limits.requiring(true, true);
    rig.control = call -> CompletableFuture.completedFuture(Clearance.PROCEED);
    rig.forbidden = ToolCall.of("forbidden", "{}");
    rig.runtime(
        call ->
            CompletableFuture.completedFuture(
                call.tool().equals("forbidden") ? Scripted.DENY : Scripted.ALLOW));
    rig.call(); // passes the self-test
    rig.tool.runs().clear();
    AtomicInteger looks = countLooks(rig);
    rig.assertRan(rig.call());
    assertThat(looks).hasValueLessThanOrEqualTo(MAX_LOOKS);
  }

  /** Each look of an allowed call before its tool: start, admission, query, verdict and so on. */
  static Stream<Arguments> looks() {
    return Stream.of(Form.values())
        .flatMap(form -> IntStream.rangeClosed(1, 7).mapToObj(at -> Arguments.of(form, at)));
  }

  @ParameterizedTest(name = "{0} at look {1}")
  @MethodSource("looks")
  void runtimeThatLeavesAtAnyLookBeforeTheToolRunsNothing(Form form, int at) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(Scripted.ALLOW);
    AtomicInteger looks = new AtomicInteger();
    rig.look =
        () -> {
          if (looks.incrementAndGet() == at) {
            rig.runtimeLeaves();
          }
          return rig.seen;
        };
    rig.assertNotRun(rig.call());
    assertThat(looks).hasValueGreaterThanOrEqualTo(at);
  }

  @ParameterizedTest(name = "{0} at look {1}")
  @MethodSource("looks")
  void modeThatEnforcesAtAnyLookBeforeTheToolRunsNoFault(Form form, int at) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    rig.runtime(rig.mode.onFault("channel_closed"));
    AtomicInteger looks = new AtomicInteger();
    rig.look =
        () -> {
          if (looks.incrementAndGet() == at) {
            rig.mode = ModePolicy.enforcing();
          }
          return rig.seen;
        };
    rig.assertNotRun(rig.call());
  }

  /** A lenient policy that is asked about a fault may change the mode or take its time. */
  @ParameterizedTest
  @EnumSource
  void modeThatEnforcesWhileItsPolicyDecidesTheLastFaultRunsNothing(Form form) {
    Rig rig = new Rig(Mode.OBSERVE, form);
    ModePolicy lenient = rig.mode;
    rig.mode =
        new ModePolicy() {
          @Override
          public EnforcementMode mode() {
            return lenient.mode();
          }

          @Override
          public Verdict onFault(String reason) {
            rig.mode = ModePolicy.enforcing();
            return lenient.onFault(reason);
          }
        };
    rig.runtime(Scripted.ALLOW);
    rig.evidenceRequired();
    rig.journal =
        callRecord -> {
          rig.seen = null; // the last look finds a fault
          return rig.keep(callRecord);
        };
    rig.assertNotRun(rig.call());
  }

  @EachModeAndForm
  void interceptorThatArrivesWhileTheApprovalIsMappedIsAsked(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    String digest = "sha256:01d"; // unchanged, so only the new interceptor is a reason to ask again
    Duration timeout = Duration.ofMinutes(1);
    rig.runtime(new Verdict.Pending("p-1", "ask", "r-3", timeout, List.of(), digest)).digest =
        digest;
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    DecisionMapper strict = new StrictDecisionMapper();
    rig.mapper =
        new DecisionMapper() {
          @Override
          public Verdict map(ToolCall call, RuntimeDecision decision, ModePolicy policy) {
            return strict.map(call, decision, policy);
          }

          @Override
          public Verdict mapApproval(
              ToolCall call, Verdict.Pending pending, ApprovalDecision given, ModePolicy policy) {
            rig.runtime(Scripted.DENY);
            return strict.mapApproval(call, pending, given, policy);
          }
        };
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("not this one");
  }

  @EachModeAndForm
  void interceptorThatArrivesWhileTheAuthorityNamesItsPolicyIsAsked(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Verdict pending =
        new Verdict.Pending("p-1", "ask", "r-3", Duration.ofMinutes(1), List.of(), "sha256:01d");
    Scripted asker =
        new Scripted(call -> CompletableFuture.completedFuture(pending)) {
          @Override
          public String policyDigest() {
            rig.runtime(Scripted.DENY); // replaces this one, which says that nothing changed
            return "sha256:01d";
          }
        };
    rig.authority = asker;
    rig.seen = new ServiceSnapshot.InterceptorSnapshot(asker, "runtime query", "fake");
    rig.approvals = (call, asked) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void controlThatArrivesBeforeTheSecondClearanceIsAsked(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(
        call -> {
          rig.control = terminating();
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertNotRun(rig.call());
  }

  private static CallClearance terminating() {
    return new CallClearance() {
      @Override
      public CompletionStage<Clearance> clearance(ToolCall call) {
        return CompletableFuture.completedFuture(Clearance.TERMINATED);
      }
    };
  }
}

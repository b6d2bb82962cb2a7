// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.HistoryEffects;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.gate.internal.services.ServiceSnapshot.InterceptorSnapshot;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gate tells those who settle the reservations of a call, and when. */
class SettlementTest {
  private static final HistoryEffects EFFECTS =
      new HistoryEffects(
          List.of(new HistoryEffects.Count("spent", "ab", "team=ops", BigDecimal.TEN)), List.of());
  private static final Verdict ALLOW =
      new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "r", List.of(), "sha256:1", EFFECTS);
  private static final Verdict PENDING =
      new Verdict.Pending(
          "p", "ask", "r", Duration.ofMinutes(5), List.of(), "sha256:1", List.of(), "", EFFECTS);

  private final List<String> heard = new CopyOnWriteArrayList<>();

  private Rig rig(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.settlements.add(
        one -> heard.add(text(one) + (rig.tool.runs().isEmpty() ? "" : " after the run")));
    return rig;
  }

  private static String text(CallRecord one) {
    String verdict = one.verdict().kind() + (one.verdict().history().isEmpty() ? "" : "+");
    return one.phase() == CallRecord.Phase.DECIDED ? verdict : "ended " + one.outcome();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void settlesAnAllowBeforeTheToolRunsAndItsOutcomeBeforeTheCallerHasIt(Form form) {
    Rig rig = rig(form);
    rig.runtime(ALLOW);
    CompletionStage<Integer> soFar = rig.start(Rig.someCall()).thenApply(ended -> heard.size());
    if (form != Form.DECIDE) { // there the adapter reports it
      assertThat(Rig.await(soFar)).isEqualTo(2);
    }
    assertThat(heard).containsExactly("ALLOW+", "ended COMPLETED after the run");
  }

  @Test
  void settlesAToolThatFailed() {
    Rig rig = rig(Form.RUN);
    rig.runtime(ALLOW);
    ToolOutcome<String> outcome =
        rig.gate()
            .run(
                Rig.someCall(),
                arguments -> {
                  throw new IOException("broken");
                });
    assertThat(outcome.kind()).isEqualTo(ToolOutcome.Kind.FAILED);
    assertThat(heard).containsExactly("ALLOW+", "ended FAILED");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void settlesADenialOfAnAllowThatTheJournalRefused(Form form) {
    Rig rig = rig(form);
    rig.journal = one -> CompletableFuture.failedFuture(new IOException("full"));
    rig.evidenceRequired();
    rig.runtime(ALLOW);
    rig.assertNotRun(rig.call());
    assertThat(heard).containsExactly("ALLOW+", "ended DENIED");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void settlesADenialOfAnAllowWhoseCallWasTerminated(Form form) {
    Rig rig = rig(form);
    rig.runtime(ALLOW);
    int[] asks = {0};
    rig.control =
        call ->
            CompletableFuture.completedFuture(
                asks[0]++ == 0
                    ? CallClearance.Clearance.PROCEED
                    : CallClearance.Clearance.TERMINATED);
    rig.assertNotRun(rig.call());
    assertThat(heard).containsExactly("ALLOW+", "ended DENIED");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void settlesAnApprovedCallWithTheEffectsOfItsRequest(Form form) {
    Rig rig = rig(form);
    rig.runtime(PENDING).digest = "sha256:1";
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.assertRan(rig.call());
    assertThat(heard).first().isEqualTo("ALLOW+");
  }

  @ParameterizedTest
  @EnumSource(
      value = ApprovalDecision.Outcome.class,
      names = {"REJECTED", "EXPIRED", "UNAVAILABLE"})
  void settlesADenialOfACallThatWasNotApproved(ApprovalDecision.Outcome outcome) {
    Rig rig = rig(Form.RUN);
    rig.runtime(PENDING);
    rig.approvals =
        (call, pending) -> CompletableFuture.completedFuture(Rig.decided(outcome, call));
    rig.assertNotRun(rig.call());
    assertThat(heard).containsExactly("DENY");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aSettlementThatThrowsChangesNothing(Form form) {
    Rig rig = rig(form);
    rig.settlements.add(
        0,
        one -> {
          throw new NoClassDefFoundError("a refreshed bundle");
        });
    rig.runtime(ALLOW);
    rig.assertRan(rig.call());
    assertThat(heard).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void settlesCallsThatNoJournalKeeps(Form form) {
    Rig rig = rig(form);
    rig.journal = null;
    rig.runtime(ALLOW);
    rig.assertRan(rig.call());
    assertThat(heard).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPreviewAsksForAPreviewAndSettlesNothing(Mode mode) {
    Rig rig = new Rig(mode, Form.DECIDE);
    rig.settlements.add(one -> heard.add(text(one)));
    Scripted runtime =
        new Scripted(call -> CompletableFuture.failedFuture(new AssertionError("a real call"))) {
          @Override
          public CompletionStage<Verdict> preview(ToolCall call) {
            return CompletableFuture.completedFuture(SettlementTest.ALLOW);
          }
        };
    rig.authority = runtime;
    rig.seen = new InterceptorSnapshot(runtime, "runtime query", "fake");
    ToolGate.Decision decision = Rig.await(rig.gate().preview(Rig.someCall()));
    assertThat(decision.verdict()).isEqualTo(ALLOW);
    assertThat(heard).isEmpty();
  }
}

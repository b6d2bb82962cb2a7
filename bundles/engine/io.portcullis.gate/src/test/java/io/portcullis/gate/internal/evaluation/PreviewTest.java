// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CallClearance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that is decided and never runs. */
class PreviewTest {
  private static final List<Redaction> REDACTIONS = List.of(new Redaction("/path", "gone"));

  private final Rig rig = new Rig(Mode.ENFORCE, Form.DECIDE);

  @BeforeEach
  void refuseApprovals() {
    rig.approvals =
        (call, pending) -> {
          throw new AssertionError("an approver was asked about a call that never runs");
        };
  }

  private ToolGate.Decision preview(ToolCall call) {
    return Rig.await(rig.gate().preview(call));
  }

  @Test
  void showsAnAllowWithItsArgumentsAfterRedaction() {
    rig.runtime(new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "r", REDACTIONS));
    ToolGate.Decision decision = preview(Rig.someCall());
    assertThat(decision.verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(decision.call().arguments()).isEqualTo("{\"path\":\"gone\"}");
  }

  @Test
  void showsADenial() {
    rig.runtime(Scripted.DENY);
    assertThat(preview(Rig.someCall()).verdict()).isEqualTo(Scripted.DENY);
  }

  @Test
  void showsThatAnApprovalWouldBeAskedForAndOfWhat() {
    rig.runtime(new Verdict.Pending("p", "ask", "r", null, REDACTIONS, ""));
    ToolGate.Decision decision = preview(Rig.someCall());
    assertThat(decision.verdict().kind()).isEqualTo(Verdict.Kind.PENDING);
    assertThat(decision.call().arguments()).isEqualTo("{\"path\":\"gone\"}");
  }

  @Test
  void deniesAPendingCallWhoseRedactionCannotBeApplied() {
    List<Redaction> nowhere = List.of(new Redaction("/nowhere", "gone"));
    rig.runtime(new Verdict.Pending("p", "ask", "r", null, nowhere, ""));
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @Test
  void deniesInvalidArguments() {
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    assertThat(preview(ToolCall.of("read_file", "{")).verdict().kind())
        .isEqualTo(Verdict.Kind.DENY);
    assertThat(runtime.asked).isEmpty();
  }

  @Test
  void deniesWhatAnOperatorTerminated() {
    rig.runtime(Scripted.ALLOW);
    rig.control = call -> CompletableFuture.completedFuture(CallClearance.Clearance.TERMINATED);
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @Test
  void deniesWithoutARuntime() {
    rig.runtime(Scripted.ALLOW);
    rig.runtimeLeaves();
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @Test
  void deniesOnceTheGateIsClosed() {
    rig.runtime(Rig.pending(null));
    rig.gate().close();
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "PENDING"})
  void deniesWhileEvidenceIsRequiredAndThereIsNoJournal(Verdict.Kind kind) {
    rig.evidenceRequired();
    rig.runtime(kind == Verdict.Kind.ALLOW ? Scripted.ALLOW : Rig.pending(null));
    rig.journal = null;
    Verdict verdict = preview(Rig.someCall()).verdict();
    assertThat(verdict.reason()).isEqualTo("evidence is required and no journal is present");
    assertThat(((Verdict.Deny) verdict).cause()).isEqualTo(DenialCause.EVIDENCE_UNAVAILABLE);
    rig.journal = rig::keep;
    assertThat(preview(Rig.someCall()).verdict().kind()).as("journal is back").isEqualTo(kind);
  }

  @Test
  void deniesWhileTheJournalDoesNotTakeRecords() {
    rig.evidenceRequired();
    rig.runtime(Scripted.ALLOW);
    rig.journal = callRecord -> CompletableFuture.failedFuture(new IllegalStateException("full"));
    assertThat(rig.call().kind().name()).isEqualTo("DENIED");
    assertThat(preview(Rig.someCall()).verdict().reason())
        .isEqualTo("evidence is required and the journal does not take records");
    rig.journal = rig::keep;
    rig.assertRan(rig.call());
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
  }

  @Test
  void lenientModeShowsAnAllowWithoutAJournal() {
    rig.mode = Mode.OBSERVE.policy();
    rig.evidenceRequired();
    rig.runtime(Scripted.ALLOW);
    rig.journal = null;
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
  }

  @Test
  void namesThePolicyDenialThoughThereIsNoJournal() {
    rig.evidenceRequired();
    rig.runtime(Scripted.DENY);
    rig.journal = null;
    assertThat(preview(Rig.someCall()).verdict()).isEqualTo(Scripted.DENY);
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoRecordWhateverIsDecided(Verdict.Kind kind) {
    rig.evidenceRequired();
    rig.runtime(
        switch (kind) {
          case ALLOW -> Scripted.ALLOW;
          case DENY -> Scripted.DENY;
          case PENDING -> Rig.pending(null);
        });
    assertThat(preview(Rig.someCall()).verdict().kind()).isEqualTo(kind);
    assertThat(rig.records).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.fake.ScriptedApprovals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every {@link DecisionMapper}: the whole mapping table. */
public abstract class DecisionMapperContract {
  private static final ToolCall CALL =
      ToolCall.of("read_file", "{\"path\":\"/tmp/a\"}")
          .stamped("call-1", AgentIdentity.of("a"), Instant.EPOCH);
  private static final Verdict.Pending PENDING =
      new Verdict.Pending("p-1", "ask a person", "rule-1", null);

  /**
   * Creates the mapper.
   *
   * @return the mapper under test
   */
  protected abstract DecisionMapper mapper();

  /**
   * Creates a mode policy.
   *
   * @param mode the current mode
   * @return a policy that denies faults under enforce and allows them otherwise
   */
  protected abstract ModePolicy policy(EnforcementMode mode);

  /** Letter case and surrounding blanks of the word do not matter. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"allow", "ALLOW", " Allow\t", "aLLow "})
  protected void allowIsAllowInEveryMode(String word) {
    for (EnforcementMode mode : EnforcementMode.values()) {
      Verdict verdict = map(ScriptedAnswer.word(word), mode);
      assertEquals(Verdict.Kind.ALLOW, verdict.kind());
      assertEquals(Verdict.Basis.AUTHORITY, verdict.basis());
    }
  }

  /** A denial applies in every mode, with the runtime's own reason. */
  @ParameterizedTest
  @EnumSource
  protected void denialDeniesInEveryMode(EnforcementMode mode) {
    Verdict verdict = map(ScriptedAnswer.deny("not this one"), mode);
    assertEquals(
        new Verdict.Deny(Verdict.Basis.AUTHORITY, "not this one", "rule-of-read_file"), verdict);
  }

  /** A pending decision stays pending, with its id and timeout. */
  @ParameterizedTest
  @EnumSource
  protected void pendingStaysPendingInEveryMode(EnforcementMode mode) {
    Verdict.Pending verdict =
        assertInstanceOf(
            Verdict.Pending.class, map(ScriptedAnswer.pending("p-7", Duration.ofSeconds(9)), mode));
    assertEquals("p-7", verdict.approvalId());
    assertEquals(Duration.ofSeconds(9), verdict.timeout());
  }

  /** A redaction with rules is an allow that carries them. */
  @ParameterizedTest
  @EnumSource
  protected void redactionWithRulesIsAnAllow(EnforcementMode mode) {
    Redaction rule = new Redaction("/path", "***");
    Verdict.Allow verdict =
        assertInstanceOf(Verdict.Allow.class, map(ScriptedAnswer.redact(rule), mode));
    assertEquals(List.of(rule), verdict.redactions());
  }

  /** An unknown decision is a fault; an answer to another call always denies. */
  @ParameterizedTest
  @MethodSource("faults")
  protected void modeDecidesFaults(RuntimeFault fault, EnforcementMode mode) {
    Verdict verdict = map(fault, mode);
    boolean runs = mode.lenient() && !fault.deniesAlways();
    assertEquals(runs ? Verdict.Kind.ALLOW : Verdict.Kind.DENY, verdict.kind());
    assertEquals(runs ? Verdict.Basis.LENIENT_MODE : Verdict.Basis.FAULT, verdict.basis());
  }

  /** An answer to another call denies even if it is a denial, a pending or a fault. */
  @ParameterizedTest
  @CsvSource({"allow", "deny", "pending", "redact", "error", "unspecified"})
  protected void answerToAnotherCallIsDenyInEveryMode(String word) {
    for (EnforcementMode mode : EnforcementMode.values()) {
      RuntimeDecision other = new RuntimeDecision("call-2", word, "", "", List.of(), "", null);
      assertEquals(Verdict.Kind.DENY, mapper().map(CALL, other, policy(mode)).kind());
    }
  }

  /** Only an approval of exactly this call runs it. */
  @ParameterizedTest
  @EnumSource
  protected void approvalOfThisCallAllows(EnforcementMode mode) {
    Verdict verdict = mapApproval(approval(ApprovalDecision.Outcome.APPROVED), mode);
    assertEquals(Verdict.Kind.ALLOW, verdict.kind());
    assertEquals(Verdict.Basis.APPROVAL, verdict.basis());
  }

  /** A rejection applies in every mode. */
  @ParameterizedTest
  @EnumSource
  protected void rejectionDeniesInEveryMode(EnforcementMode mode) {
    Verdict verdict = mapApproval(approval(ApprovalDecision.Outcome.REJECTED), mode);
    assertEquals(Verdict.Kind.DENY, verdict.kind());
    assertEquals("the approver's words", verdict.reason());
  }

  /** Every other outcome of an approval is a fault. */
  @ParameterizedTest
  @MethodSource("brokenApprovals")
  protected void modeDecidesBrokenApprovals(
      @Nullable ApprovalDecision decision, EnforcementMode mode) {
    Verdict verdict = mapApproval(decision, mode);
    assertEquals(mode.lenient() ? Verdict.Kind.ALLOW : Verdict.Kind.DENY, verdict.kind());
  }

  private Verdict map(ScriptedAnswer answer, EnforcementMode mode) {
    return mapper().map(CALL, decision(answer), policy(mode));
  }

  /** A missing decision, which is null, is a fault. */
  private static @Nullable RuntimeDecision decision(ScriptedAnswer answer) {
    if (answer instanceof RuntimeFault fault && fault.compareTo(RuntimeFault.NO_WORD) < 0) {
      return null;
    }
    CompletionStage<RuntimeDecision> stage = answer.answer(CALL);
    return stage == null ? null : Await.await(stage);
  }

  private Verdict mapApproval(@Nullable ApprovalDecision decision, EnforcementMode mode) {
    return mapper().mapApproval(CALL, PENDING, decision, policy(mode));
  }

  private static ApprovalDecision approval(ApprovalDecision.Outcome outcome) {
    return ScriptedApprovals.decision(outcome, CALL);
  }

  static Stream<Arguments> faults() {
    return Stream.of(RuntimeFault.values())
        .flatMap(fault -> Stream.of(EnforcementMode.values()).map(m -> Arguments.of(fault, m)));
  }

  static Stream<Arguments> brokenApprovals() {
    ToolCall otherArguments = CALL.withArguments("{\"path\":\"/tmp/b\"}");
    ToolCall otherTool = ToolCall.of("delete_file", CALL.arguments());
    return Stream.of(
            null,
            approval(ApprovalDecision.Outcome.EXPIRED),
            approval(ApprovalDecision.Outcome.UNAVAILABLE),
            ScriptedApprovals.decision(ApprovalDecision.Outcome.APPROVED, otherArguments),
            ScriptedApprovals.decision(ApprovalDecision.Outcome.APPROVED, otherTool),
            new ApprovalDecision(ApprovalDecision.Outcome.APPROVED, "", "", "", ""))
        .flatMap(
            decision -> Stream.of(EnforcementMode.values()).map(m -> Arguments.of(decision, m)));
  }
}

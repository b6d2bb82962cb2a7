// SPDX-License-Identifier: Apache-2.0
package io.portcullis.decision.internal;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Allow;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.Verdict.Pending;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The only mapping of runtime decisions and approvals to verdicts. Only the exact words for an
 * allow can allow. Every other word that is not understood is a fault, which the mode decides.
 * Thread-safe.
 */
@Component
public final class StrictDecisionMapper implements DecisionMapper {
  private volatile boolean gone;

  /** After deactivation the mapper allows nothing; callers may still hold a stale reference. */
  @Deactivate
  void deactivate() {
    gone = true;
  }

  @Override
  public Verdict map(ToolCall call, @Nullable RuntimeDecision decision, ModePolicy mode) {
    return unlessGone(verdict(call, decision, mode), mode);
  }

  @Override
  public Verdict mapApproval(
      ToolCall call, Pending pending, @Nullable ApprovalDecision decision, ModePolicy mode) {
    return unlessGone(verdict(call, pending, decision, mode), mode);
  }

  /** Keeps a denial as it is, because a lenient mode would allow the fault. */
  private Verdict unlessGone(Verdict verdict, ModePolicy mode) {
    return gone && verdict.kind() != Verdict.Kind.DENY
        ? mode.onFault("the decision mapper has left")
        : verdict;
  }

  private static Verdict verdict(
      ToolCall call, @Nullable RuntimeDecision decision, ModePolicy mode) {
    if (decision == null) {
      return mode.onFault("the runtime gave no decision");
    }
    if (!decision.callId().equals(call.id())) {
      return Deny.fault("the runtime answered another call");
    }
    String word = decision.decision();
    if (word == null || word.isBlank()) {
      return mode.onFault("the runtime gave no decision");
    }
    return switch (word.trim().toLowerCase(Locale.ROOT)) {
      case RuntimeDecision.ALLOW -> allow(decision);
      case RuntimeDecision.REDACT ->
          decision.redactions().isEmpty()
              ? mode.onFault("the runtime asked for a redaction without saying of what")
              : allow(decision);
      case RuntimeDecision.DENY ->
          new Deny(
              Basis.AUTHORITY,
              orElse(decision.reason(), "denied"),
              decision.rule(),
              decision.policyDigest(),
              DenialCause.FORBIDDEN,
              decision.message());
      case RuntimeDecision.PENDING ->
          new Pending(
              decision.approvalId(),
              orElse(decision.reason(), "approval required"),
              decision.rule(),
              decision.approvalTimeout(),
              decision.redactions(),
              decision.policyDigest(),
              decision.approvers(),
              decision.message(),
              decision.history());
      case RuntimeDecision.CONFLICT ->
          Deny.fault(orElse(decision.reason(), "the runtime contradicted itself"));
      case RuntimeDecision.UNSPECIFIED -> mode.onFault("the runtime did not decide");
      case RuntimeDecision.QUERY_FAILED, RuntimeDecision.CHANNEL_CLOSED, RuntimeDecision.SHUTDOWN ->
          mode.onFault(sentinel(word, decision), DenialCause.AUTHORITY_UNREACHABLE);
      case RuntimeDecision.ERROR -> mode.onFault(sentinel(word, decision));
      default -> mode.onFault("the runtime gave a decision that is not known");
    };
  }

  private static Verdict verdict(
      ToolCall call, Pending pending, @Nullable ApprovalDecision decision, ModePolicy mode) {
    if (decision == null) {
      return mode.onFault(
          "the approval channel gave no decision", DenialCause.APPROVAL_UNAVAILABLE);
    }
    return switch (decision.outcome()) {
      case REJECTED ->
          new Deny(
              Basis.APPROVAL,
              orElse(decision.reason(), "rejected by the approver"),
              pending.rule(),
              pending.policyDigest());
      case EXPIRED ->
          mode.onFault(
              orElse(decision.reason(), "nobody approved in time"), DenialCause.APPROVAL_EXPIRED);
      case UNAVAILABLE ->
          mode.onFault(
              orElse(decision.reason(), "the approval could not be decided"),
              DenialCause.APPROVAL_UNAVAILABLE);
      case APPROVED ->
          decision.tool().equals(call.tool())
                  && decision.argumentsDigest().equals(call.argumentsDigest())
              ? new Allow(
                  Basis.APPROVAL,
                  orElse(decision.reason(), "approved"),
                  pending.rule(),
                  List.of(),
                  pending.policyDigest(),
                  pending.history())
              : mode.onFault("the approval is for another call");
    };
  }

  private static Allow allow(RuntimeDecision decision) {
    return new Allow(
        Basis.AUTHORITY,
        decision.reason(),
        decision.rule(),
        decision.redactions(),
        decision.policyDigest(),
        decision.history());
  }

  private static String sentinel(String word, RuntimeDecision decision) {
    String sentinel = word.trim().toLowerCase(Locale.ROOT);
    return decision.reason().isBlank() ? sentinel : sentinel + ": " + decision.reason();
  }

  private static String orElse(String text, String otherwise) {
    return text.isBlank() ? otherwise : text;
  }
}

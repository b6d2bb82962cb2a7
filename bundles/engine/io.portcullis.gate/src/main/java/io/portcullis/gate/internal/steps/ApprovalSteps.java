// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.Verdict.Pending;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.gate.internal.context.CallContext;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.ShownCall;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for the approval of a pending call and has the authority confirm it. Stateless. */
final class ApprovalSteps {
  private static final String REJECTED = "rejected by the approver";

  private final GateContext gate;
  private final VerdictRules rules;
  private final RedactionSteps redaction;
  private final EvidenceSteps evidence;

  /** Creates the steps of a gate. */
  ApprovalSteps(
      GateContext gate, VerdictRules rules, RedactionSteps redaction, EvidenceSteps evidence) {
    this.gate = gate;
    this.rules = rules;
    this.redaction = redaction;
    this.evidence = evidence;
  }

  /** Shows the call, after its redactions, to an approver. A preview ends here. */
  void request(EvaluationState state) {
    Pending pending = (Pending) state.verdict();
    if (state.shown != null) {
      confirm(state, state.shown, pending);
      return;
    }
    if (!redaction.apply(state, pending.redactions())) {
      return;
    }
    CallContext call = state.callContext();
    if (call.preview()) {
      evidence.checkJournal(state, CallStep.RULED);
      return;
    }
    state.shown = new ShownCall(state.asked, pending, call.call().arguments());
    Duration timeout = pending.timeout();
    call.extendDeadline(timeout == null ? gate.limits().approvalTimeout() : timeout);
    state.awaitResult(gate.reporter().awaitApproval(call.call(), pending));
    state.continueWith(CallStep.APPROVED);
  }

  /** Handles a second pending verdict after the approval. */
  private void confirm(EvaluationState state, ShownCall shown, Pending again) {
    if (state.approval != null && shown.isConfirmedBy(state.asked, again)) {
      rules.accept(state, state.approval);
    } else {
      rules.accept(
          state,
          state
              .callContext()
              .fault("the runtime asked for approval again", DenialCause.APPROVAL_EXPIRED));
    }
  }

  /** Maps the approver's decision. A rejection is final in every mode. */
  void decided(EvaluationState state, @Nullable ApprovalDecision decision) {
    CallContext call = state.callContext();
    call.approvedBy(decision == null ? "" : decision.decidedBy());
    boolean late = call.isExpired();
    call.extendDeadline(gate.limits().deadline());
    if (decision != null && decision.outcome() == ApprovalDecision.Outcome.REJECTED) {
      rules.accept(state, rejection(state.verdict(), decision));
      return;
    }
    ServiceSnapshot services = call.services();
    DecisionMapper mapper = services.mapper();
    if (mapper == null) {
      rules.accept(state, call.fault("no decision mapper is present", DenialCause.FAULT));
      return;
    }
    Verdict mapped =
        mapper.mapApproval(call.call(), (Pending) state.verdict(), decision, services.mode());
    state.beginStep(); // services may have changed while the mapper decided
    acceptMapped(state, mapped, late);
  }

  /** Does not use the mapper, which may have left: no fault may change a rejection. */
  private static Deny rejection(Verdict pending, ApprovalDecision decision) {
    String reason = decision.reason().isBlank() ? REJECTED : decision.reason();
    return new Deny(Basis.APPROVAL, reason, pending.rule(), pending.policyDigest());
  }

  private void acceptMapped(EvaluationState state, @Nullable Verdict mapped, boolean late) {
    CallContext call = state.callContext();
    if (mapped == null || mapped.kind() == Verdict.Kind.PENDING) {
      rules.accept(
          state, call.fault("the approval was not decided", DenialCause.APPROVAL_UNAVAILABLE));
    } else if (mapped.kind() == Verdict.Kind.ALLOW && late) {
      rules.accept(state, call.fault("nobody approved in time", DenialCause.APPROVAL_EXPIRED));
    } else if (mapped.kind() == Verdict.Kind.ALLOW && needsConfirmation(state, mapped)) {
      state.approval = mapped;
      state.continueWith(CallStep.ASK);
    } else {
      rules.accept(state, mapped);
    }
  }

  /**
   * Returns whether the authority must be asked once more, since the policy may have changed while
   * a person decided. An interceptor whose policy digest is unchanged is not asked.
   */
  private static boolean needsConfirmation(EvaluationState state, Verdict allow) {
    if (state.interceptorChanged()) {
      return true;
    }
    if (allow.basis() == Basis.LENIENT_MODE || state.shown == null) {
      return false;
    }
    boolean unchanged = state.shown.policyIsUnchanged();
    state.beginStep(); // services may have changed while the authority named its policy
    return !unchanged;
  }

  /** Decides by the mode if the approval channel failed or nobody approved in time. */
  void failed(EvaluationState state, FailedStep failure) {
    CallContext call = state.callContext();
    rules.accept(
        state,
        failure.timedOut()
            ? call.fault("nobody approved in time", DenialCause.APPROVAL_EXPIRED)
            : call.fault(
                "the approval channel" + failure.description(), DenialCause.APPROVAL_UNAVAILABLE));
  }
}

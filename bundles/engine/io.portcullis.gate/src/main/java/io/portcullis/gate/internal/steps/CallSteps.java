// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.completion.TerminatedException;
import io.portcullis.gate.internal.completion.WithdrawnException;
import io.portcullis.gate.internal.context.GateContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a gate: carries out the next step of an evaluation, or the handling of its failure.
 * Created once for each gate. Thread-safe; the state of a call is passed in.
 */
public final class CallSteps {
  /** The denial of a call that its caller cancelled, in every mode. */
  public static final Deny WITHDRAWN = Deny.fault("withdrawn by the caller", DenialCause.WITHDRAWN);

  private final GateContext gate;
  private final ClearanceSteps clearance;
  private final SelfTestSteps selfTest;
  private final VerdictRules rules;
  private final QuerySteps query;
  private final RedactionSteps redaction;
  private final ApprovalSteps approval;
  private final EvidenceSteps evidence;

  /** Creates the steps of a gate. */
  public CallSteps(GateContext gate) {
    this.gate = gate;
    clearance = new ClearanceSteps(gate);
    selfTest = new SelfTestSteps(gate);
    rules = new VerdictRules(selfTest);
    query = new QuerySteps(rules);
    redaction = new RedactionSteps(gate);
    evidence = new EvidenceSteps(gate);
    approval = new ApprovalSteps(gate, rules, redaction, evidence);
  }

  /**
   * Starts the evaluation of a call.
   *
   * @param unstamped the call as its adapter describes it
   * @param preview whether no approver is asked and no record is left
   * @return the state of a call under its own id
   */
  public EvaluationState begin(ToolCall unstamped, boolean preview) {
    return new EvaluationState(gate, unstamped, preview);
  }

  /**
   * Carries out the next step.
   *
   * @param result the result of the stage that the call waited for, or null
   * @throws IllegalStateException if the verdict is final or a service broke its contract; other
   *     exceptions of services pass through
   */
  public void carryOut(EvaluationState state, @Nullable Object result) {
    switch (state.step()) {
      case ADMIT -> admit(state);
      case CLEAR_TO_ASK -> clearance.accept(state, result, CallStep.SELF_TEST);
      case SELF_TEST -> selfTest(state);
      case SELF_TESTED -> acceptIfDecided(state, selfTest.result(state, (String) result));
      case TESTED_AGAIN -> acceptIfDecided(state, selfTest.resultForAllow(state, (String) result));
      case ASK -> query.ask(state);
      case ASKED -> query.answered(state, (Verdict) result);
      case APPROVE -> approval.request(state);
      case APPROVED -> approval.decided(state, (ApprovalDecision) result);
      case REDACT -> redaction.redact(state);
      case RECORD -> evidence.recordDecision(state);
      case RECORDED -> {
        evidence.recorded(state);
        clearance.request(state, CallStep.CLEAR_TO_RUN, CallStep.LAST_LOOK);
      }
      case CLEAR_TO_RUN -> clearance.accept(state, result, CallStep.LAST_LOOK);
      case LAST_LOOK -> rules.recheck(state);
      case RULED -> throw new IllegalStateException("the verdict is final");
    }
  }

  /** Checks names and arguments before any service is asked. No mode changes a denial here. */
  private void admit(EvaluationState state) {
    ArgumentGuard.Problem problem = gate.guard().problem(state.callContext().call());
    if (problem == null) {
      clearance.request(state, CallStep.CLEAR_TO_ASK, CallStep.SELF_TEST);
    } else {
      state.deny(Deny.fault(problem.text(), problem.cause()));
    }
  }

  /** Asks in the same step if no test is needed: then no service was called since its snapshot. */
  private void selfTest(EvaluationState state) {
    if (!selfTest.start(state)) {
      state.continueWith(CallStep.ASK);
      query.ask(state);
    }
  }

  private void acceptIfDecided(EvaluationState state, @Nullable Verdict verdict) {
    if (verdict != null) {
      rules.accept(state, verdict);
    }
  }

  /** Handles the failure of a step: of a service, of a stage, or of the gate itself. */
  public void fail(EvaluationState state, Throwable cause) {
    if (cause instanceof TerminatedException) {
      state.deny(ClearanceSteps.terminated());
    } else if (cause instanceof WithdrawnException) {
      state.deny(WITHDRAWN);
    } else {
      fail(state, new FailedStep(cause));
    }
  }

  private void fail(EvaluationState state, FailedStep failure) {
    switch (state.step()) {
      case SELF_TEST, SELF_TESTED, TESTED_AGAIN ->
          rules.accept(state, selfTest.failed(state, failure));
      case ASK, ASKED -> query.failed(state, failure);
      case APPROVE, APPROVED -> approval.failed(state, failure);
      case CLEAR_TO_ASK -> clearance.failed(state, failure, CallStep.SELF_TEST);
      case CLEAR_TO_RUN -> clearance.failed(state, failure, CallStep.LAST_LOOK);
      case REDACT -> redaction.failed(state, failure);
      case RECORD, RECORDED -> evidence.failed(state, failure);
      case ADMIT, LAST_LOOK, RULED -> state.deny(Deny.fault("the gate" + failure.description()));
    }
  }

  /** Returns a stage that completes when an operator terminates the call, or null. */
  public @Nullable CompletionStage<Void> termination(EvaluationState state) {
    return clearance.termination(state);
  }
}

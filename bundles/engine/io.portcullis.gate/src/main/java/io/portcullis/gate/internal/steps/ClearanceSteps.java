// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.gate.internal.context.GateContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the operator control before the check and again before the tool runs. Stateless. */
final class ClearanceSteps {
  private final GateContext gate;

  /** Creates the steps of a gate. */
  ClearanceSteps(GateContext gate) {
    this.gate = gate;
  }

  /**
   * Asks for clearance, if an operator control is present.
   *
   * @param ifPresent the step that reads the clearance
   * @param otherwise the step that follows where no clearance is needed
   */
  void request(EvaluationState state, CallStep ifPresent, CallStep otherwise) {
    state.continueWith(ifPresent); // first, so that a failure counts as one of the control
    CallClearance control = state.callContext().services().control();
    if (control != null) {
      state.awaitResult(control.clearance(state.callContext().call()));
    } else if (gate.limits().controlRequired()) {
      state.proceedDespite(
          "operator control is not registered", DenialCause.CONTROL_UNAVAILABLE, otherwise);
    } else {
      state.continueWith(otherwise);
    }
  }

  /**
   * Continues with the next step if the call is cleared.
   *
   * @throws IllegalStateException if the control gave no clearance
   */
  void accept(EvaluationState state, @Nullable Object clearance, CallStep next) {
    if (clearance == CallClearance.Clearance.PROCEED) {
      state.continueWith(next);
    } else if (clearance == CallClearance.Clearance.TERMINATED) {
      state.deny(terminated());
    } else {
      throw new IllegalStateException("no clearance");
    }
  }

  /** Handles a clearance that failed or did not arrive before the deadline. */
  void failed(EvaluationState state, FailedStep failure, CallStep next) {
    if (failure.timedOut()) {
      state.deny(
          Deny.fault("the operation was paused until the deadline had passed", DenialCause.PAUSED));
    } else {
      state.proceedDespite(
          "operator control" + failure.description(), DenialCause.CONTROL_UNAVAILABLE, next);
    }
  }

  /** Returns the denial of a call that an operator terminated. */
  static Deny terminated() {
    return new Deny(Basis.APPROVAL, "terminated by an operator", "", "", DenialCause.TERMINATED);
  }

  /**
   * Returns a stage that completes when an operator terminates the call, or null if no operator
   * control is present or the call waits for the control itself.
   */
  @Nullable CompletionStage<Void> termination(EvaluationState state) {
    if (state.step() == CallStep.CLEAR_TO_ASK || state.step() == CallStep.CLEAR_TO_RUN) {
      return null;
    }
    try {
      state.beginStep();
      CallClearance control = state.callContext().services().control();
      return control == null ? null : control.termination(state.callContext().call());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // clearance is asked for once more before the tool runs
      return null;
    }
  }
}

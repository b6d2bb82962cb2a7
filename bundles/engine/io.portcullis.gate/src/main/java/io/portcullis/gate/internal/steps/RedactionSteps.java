// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Redaction;
import io.portcullis.api.Verdict.Allow;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.gate.internal.arguments.ArgumentRedactor;
import io.portcullis.gate.internal.context.CallContext;
import io.portcullis.gate.internal.context.GateContext;
import java.util.List;

/** Applies the redactions that a verdict demands to the arguments. Stateless. */
final class RedactionSteps {
  private final GateContext gate;

  /** Creates the steps of a gate. */
  RedactionSteps(GateContext gate) {
    this.gate = gate;
  }

  /** Applies the redactions of an allow and continues with its record. */
  void redact(EvaluationState state) {
    if (apply(state, ((Allow) state.verdict()).redactions())) {
      state.continueWith(CallStep.RECORD);
    }
  }

  /**
   * Applies redactions to the arguments.
   *
   * @return false if the call was denied because they cannot be applied
   */
  boolean apply(EvaluationState state, List<Redaction> redactions) {
    if (redactions.isEmpty()) {
      return true;
    }
    CallContext call = state.callContext();
    String arguments = ArgumentRedactor.apply(call.call().arguments(), redactions);
    if (arguments != null && gate.guard().complaint(arguments) == null) {
      return use(state, arguments);
    }
    if (call.lenient()) {
      call.addWarning("a redaction could not be applied; the arguments are unchanged");
      return true;
    }
    state.deny(Deny.fault("a redaction that the runtime demanded cannot be applied"));
    return false;
  }

  /**
   * Replaces the arguments. After an approval, they must be the ones that the approver saw. A
   * lenient mode applies a later redaction all the same and adds a warning.
   */
  private static boolean use(EvaluationState state, String arguments) {
    CallContext call = state.callContext();
    if (state.shown != null && !state.shown.arguments().equals(arguments)) {
      String reason = "the policy now redacts arguments that the approver was shown";
      if (call.fault(reason, DenialCause.APPROVAL_EXPIRED) instanceof Deny denial) {
        state.deny(denial);
        return false;
      }
      call.addWarning(reason);
    }
    call.useArguments(arguments);
    return true;
  }

  /** Continues with the record despite a failed redaction, if the mode is lenient. */
  void failed(EvaluationState state, FailedStep failure) {
    state.proceedDespite("a redaction" + failure.description(), DenialCause.FAULT, CallStep.RECORD);
  }
}

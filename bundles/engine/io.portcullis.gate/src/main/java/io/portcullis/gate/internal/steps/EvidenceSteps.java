// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.gate.internal.context.CallContext;
import io.portcullis.gate.internal.context.GateContext;

/** Records the decision before the tool runs. Stateless. */
final class EvidenceSteps {
  private final GateContext gate;

  /** Creates the steps of a gate. */
  EvidenceSteps(GateContext gate) {
    this.gate = gate;
  }

  /** Records the decision; where evidence is required, the call waits for the journal. */
  void recordDecision(EvaluationState state) {
    CallContext call = state.callContext();
    if (call.preview()) {
      checkJournal(state, CallStep.RECORDED);
      return;
    }
    state.continueWith(CallStep.RECORDED);
    if (call.evidenceRequired()) {
      state.awaitResult(call.recordEvidence(state.verdict(), state.asked));
    } else {
      call.recordDecision(state.verdict(), state.asked);
    }
  }

  /** Denies a preview if evidence is required and could not be recorded. */
  void checkJournal(EvaluationState state, CallStep next) {
    if (!gate.limits().evidenceRequired() || gate.reporter().journalWorks()) {
      state.continueWith(next);
    } else {
      state.proceedDespite(
          gate.reporter().hasJournal()
              ? "evidence is required and the journal does not take records"
              : "evidence is required and no journal is present",
          DenialCause.EVIDENCE_UNAVAILABLE,
          next);
    }
  }

  /** Notes that the journal has the record. */
  void recorded(EvaluationState state) {
    CallContext call = state.callContext();
    if (call.evidenceRequired() && !call.preview() && !state.unrecorded) {
      gate.reporter().onRecorded(null);
    }
  }

  /** Denies a call whose record failed, unless the mode is lenient. */
  void failed(EvaluationState state, FailedStep failure) {
    state.unrecorded = true;
    gate.reporter().onRecorded(failure.cause());
    state.proceedDespite(
        "the journal" + failure.description(), DenialCause.EVIDENCE_UNAVAILABLE, CallStep.RECORDED);
  }
}

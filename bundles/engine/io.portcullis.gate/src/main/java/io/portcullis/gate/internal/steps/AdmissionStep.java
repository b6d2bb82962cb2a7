// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.context.GateContext;

/** Checks names and arguments before any service is asked. Stateless. */
final class AdmissionStep {
  private static final int MAX_NAME_LENGTH = 1_024;
  private static final ArgumentGuard.Problem OVERSIZED_NAME =
      new ArgumentGuard.Problem(
          DenialCause.ARGUMENTS_TOO_LARGE, "the name of the tool or of its source is too long");

  private final GateContext gate;

  AdmissionStep(GateContext gate) {
    this.gate = gate;
  }

  /**
   * Checks the call.
   *
   * @return false if the call was denied, which no mode changes
   */
  boolean admits(EvaluationState state) {
    ToolCall call = state.callContext().call();
    boolean oversized =
        call.tool().length() > MAX_NAME_LENGTH || call.source().length() > MAX_NAME_LENGTH;
    ArgumentGuard.Problem problem =
        oversized ? OVERSIZED_NAME : gate.guard().problem(call.arguments());
    if (problem != null) {
      state.deny(Deny.fault(problem.text(), problem.cause()));
    }
    return problem == null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Allow;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.gate.internal.context.CallContext;

/** Decides whether a verdict counts, and which step follows it. Stateless. */
final class VerdictRules {
  private final SelfTestSteps selfTest;

  /** Creates the rules of a gate. */
  VerdictRules(SelfTestSteps selfTest) {
    this.selfTest = selfTest;
  }

  /** Takes a verdict over, if it counts, and continues with the step that it leads to. */
  void accept(EvaluationState state, Verdict given) {
    if (given.kind() == Verdict.Kind.ALLOW && !selfTest.admits(state, given)) {
      return;
    }
    Verdict verdict = counted(state, given);
    switch (verdict.kind()) {
      case ALLOW -> allow(state, verdict);
      case PENDING -> state.decide(verdict, CallStep.APPROVE);
      case DENY -> state.deny((Deny) verdict);
    }
  }

  private void allow(EvaluationState state, Verdict verdict) {
    if (state.callContext().lenient()
        && verdict.basis() != Basis.LENIENT_MODE
        && !runtimePresent(state)) {
      state.callContext().addWarning("no runtime was available to decide this call");
    }
    boolean redacts = !((Allow) verdict).redactions().isEmpty();
    state.decide(verdict, redacts ? CallStep.REDACT : CallStep.RECORD);
  }

  /**
   * Returns the verdict, or a denial if it does not count. Under enforce an allow needs a runtime
   * that is reachable now, whichever interceptor gave it. An allow by a lenient mode no longer
   * counts.
   */
  private Verdict counted(EvaluationState state, Verdict given) {
    CallContext call = state.callContext();
    if (given.kind() != Verdict.Kind.ALLOW || call.lenient()) {
      return given;
    }
    if (given.basis() == Basis.LENIENT_MODE) {
      return Deny.fault(given.reason());
    }
    if (!call.warnings().isEmpty()) { // an earlier step was passed in a lenient mode only
      return Deny.fault(call.warnings().get(0));
    }
    return runtimePresent(state)
        ? given
        : Deny.fault(
            "no runtime is available to decide this call, so it is denied",
            DenialCause.AUTHORITY_UNREACHABLE);
  }

  private boolean runtimePresent(EvaluationState state) {
    return selfTest.isTestedRuntime(state, SelfTestSteps.service(state.asked))
        || selfTest.isTestedRuntime(state, state.callContext().services().authority());
  }

  /** Rechecks interceptor, deadline and mode; the verdict is final after this. */
  void recheck(EvaluationState state) {
    CallContext call = state.callContext();
    Verdict last = state.verdict();
    if (state.interceptorChanged()) {
      last =
          call.fault(
              "the runtime left before the tool could start", DenialCause.AUTHORITY_UNREACHABLE);
    } else if (call.isExpired()) {
      last = call.fault("the deadline of the call has passed", DenialCause.DEADLINE_PASSED);
    }
    Verdict verdict = counted(state, last);
    state.decide(verdict, CallStep.RULED);
    switch (verdict.kind()) {
      case ALLOW -> {}
      case DENY -> state.deny((Deny) verdict);
      case PENDING -> state.deny(Deny.fault("the call is still pending"));
    }
  }
}

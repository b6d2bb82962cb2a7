// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.context.CallContext;
import org.jspecify.annotations.Nullable;

/** Asks the best interceptor, and asks again if another one is the best afterwards. Stateless. */
final class QuerySteps {
  /** A transport that keeps coming and going must not keep a call going round. */
  private static final int MAX_ASKS = 16;

  private final VerdictRules rules;

  /** Creates the steps of a gate. */
  QuerySteps(VerdictRules rules) {
    this.rules = rules;
  }

  /** Asks the interceptor that is the best one now. */
  void ask(EvaluationState state) {
    CallContext call = state.callContext();
    state.asked = state.callContext().services().interceptor();
    if (++state.asks > MAX_ASKS) {
      rules.accept(
          state,
          call.fault(
              "interceptors kept changing while the call was asked",
              DenialCause.AUTHORITY_UNREACHABLE));
    } else if (state.asked == null) {
      rules.accept(
          state, call.fault("no interceptor is registered", DenialCause.AUTHORITY_UNREACHABLE));
    } else if (call.isExpired()) {
      rules.accept(
          state, call.fault("the deadline of the call has passed", DenialCause.DEADLINE_PASSED));
    } else {
      GovernanceInterceptor service = state.asked.service();
      state.awaitResult(call.preview() ? service.preview(call.call()) : service.check(call.call()));
      state.continueWith(CallStep.ASKED);
    }
  }

  /** Accepts the verdict, unless the interceptor was replaced meanwhile. */
  void answered(EvaluationState state, @Nullable Verdict given) {
    CallContext call = state.callContext();
    if (given == null) {
      rules.accept(state, call.fault("the interceptor gave no verdict", DenialCause.FAULT));
    } else if (given instanceof Deny && (given.basis() != Basis.FAULT || call.lenient())) {
      rules.accept(state, given); // holds in every mode, even if its interceptor has left
    } else if (state.interceptorChanged()) {
      state.continueWith(CallStep.ASK);
    } else {
      rules.accept(state, given);
    }
  }

  /** Asks the next interceptor after a failed query, or decides by the mode if none replaced it. */
  void failed(EvaluationState state, FailedStep failure) {
    if (state.interceptorChanged()) {
      state.continueWith(CallStep.ASK);
    } else {
      rules.accept(
          state,
          state
              .callContext()
              .fault(
                  "the interceptor" + failure.description(),
                  failure.timedOut() ? DenialCause.AUTHORITY_UNREACHABLE : DenialCause.FAULT));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Demands that a runtime has passed the self-test before an allow of it counts. Stateless. */
final class SelfTestSteps {
  private final GateContext gate;
  private final boolean required;

  /** Creates the steps of a gate. */
  SelfTestSteps(GateContext gate) {
    this.gate = gate;
    required = gate.selfTest().required();
  }

  /**
   * Starts the self-test, unless the runtime has passed it or the mode is lenient.
   *
   * @return whether the call waits for the test
   */
  boolean start(EvaluationState state) {
    if (!required || state.callContext().lenient()) {
      return false;
    }
    GovernanceInterceptor runtime = state.callContext().services().authority();
    CompletionStage<String> test = runtime == null ? null : gate.selfTest().of(runtime);
    if (test == null) {
      return false;
    }
    state.continueWith(CallStep.SELF_TESTED);
    state.awaitResult(test);
    return true;
  }

  /** Returns the verdict after a failed self-test; null continues with the query. */
  @Nullable Verdict result(EvaluationState state, @Nullable String complaint) {
    if (complaint == null || !complaint.isEmpty()) {
      return state
          .callContext()
          .fault("the self-test failed: " + complaint, DenialCause.SELF_TEST_FAILED);
    }
    state.continueWith(CallStep.ASK);
    return null;
  }

  /** Returns the verdict after the self-test by the policy of an allow; null asks once more. */
  @Nullable Verdict resultForAllow(EvaluationState state, @Nullable String complaint) {
    if (complaint == null || !complaint.isEmpty() || state.untested == null) {
      return result(state, complaint == null ? "no answer" : complaint);
    }
    if (state.interceptorChanged()) {
      state.continueWith(CallStep.ASK);
      return null;
    }
    return state.untested;
  }

  /** Returns the verdict after a self-test that could not be carried out. */
  Verdict failed(EvaluationState state, FailedStep failure) {
    boolean late = failure.timedOut();
    return state
        .callContext()
        .fault(
            "the self-test could not be made: "
                + (late ? "the runtime did not answer in time" : failure.cause().getMessage()),
            late ? DenialCause.AUTHORITY_UNREACHABLE : DenialCause.SELF_TEST_FAILED);
  }

  /**
   * Returns whether the runtime of an allow has passed the self-test by the policy of this allow.
   * Otherwise the allow waits for that test. While the policy stays the same, this compares
   * references only.
   */
  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  boolean admits(EvaluationState state, Verdict allow) {
    if (!required || state.callContext().lenient() || allow.basis() == Basis.LENIENT_MODE) {
      return true;
    }
    GovernanceInterceptor asks = service(state.asked);
    GovernanceInterceptor runtime =
        asks != null && asks.authoritative() ? asks : state.callContext().services().authority();
    if (runtime == null) {
      return true; // without a runtime the allow does not count in any case
    }
    String digest = runtime == asks ? allow.policyDigest() : digestNow(state, runtime);
    if (gate.selfTest().passed(runtime, digest)) {
      state.tested = runtime;
      return true;
    }
    test(state, allow, runtime, digest);
    return false;
  }

  private static String digestNow(EvaluationState state, GovernanceInterceptor runtime) {
    String digest = GateContext.policyDigest(runtime);
    state.beginStep(); // services may have changed while the runtime named its policy
    return digest;
  }

  @SuppressWarnings("ReferenceEquality") // the very allow that waited for a test
  private void test(
      EvaluationState state, Verdict allow, GovernanceInterceptor runtime, String digest) {
    if (allow == state.untested) { // the runtime has passed by yet another policy
      state.untested = null;
      state.continueWith(CallStep.ASK);
    } else {
      state.untested = allow;
      state.continueWith(CallStep.TESTED_AGAIN);
      state.awaitResult(gate.selfTest().by(runtime, digest));
    }
  }

  /** Returns whether an interceptor asks a reachable runtime that has passed the self-test. */
  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  boolean isTestedRuntime(EvaluationState state, @Nullable GovernanceInterceptor interceptor) {
    return interceptor != null
        && interceptor.authoritative()
        && (state.callContext().lenient() || !required || interceptor == state.tested);
  }

  static @Nullable GovernanceInterceptor service(
      ServiceSnapshot.@Nullable InterceptorSnapshot interceptor) {
    return interceptor == null ? null : interceptor.service();
  }
}

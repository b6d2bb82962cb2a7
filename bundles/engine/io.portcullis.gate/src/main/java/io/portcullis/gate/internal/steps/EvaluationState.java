// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.context.CallContext;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.ShownCall;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The state of one evaluation, shared by its steps. Used by one thread at a time. */
public final class EvaluationState {
  private static final Deny UNDECIDED = Deny.fault("the call was not decided");

  private final CallContext callContext;
  private CallStep step = CallStep.ADMIT;
  private Verdict verdict = UNDECIDED;
  private @Nullable CompletionStage<?> awaited;

  /** The interceptor that was asked last. */
  ServiceSnapshot.@Nullable InterceptorSnapshot asked;

  /** The number of times that an interceptor was asked. */
  int asks;

  /** The journal refused the decision. */
  boolean unrecorded;

  /** The call as shown to an approver; null until one is asked. */
  @Nullable ShownCall shown;

  /** The allow of the approver while the authority is asked once more. */
  @Nullable Verdict approval;

  /** An allow that waits for the self-test by its policy. */
  @Nullable Verdict untested;

  /** The runtime that has passed the self-test by the policy of the allow. */
  @Nullable GovernanceInterceptor tested;

  /**
   * Starts an evaluation.
   *
   * @param gate the gate's context
   * @param unstamped the call as its adapter describes it
   * @param preview whether nothing is asked of an approver and nothing is recorded
   */
  public EvaluationState(GateContext gate, ToolCall unstamped, boolean preview) {
    callContext = new CallContext(gate, unstamped, preview);
  }

  /** Returns the call's id, deadline, mode and records. */
  public CallContext callContext() {
    return callContext;
  }

  /** Returns the next step. */
  public CallStep step() {
    return step;
  }

  /** Returns the verdict so far. */
  public Verdict verdict() {
    return verdict;
  }

  /** Returns the stage that must complete before the next step, or null. */
  public @Nullable CompletionStage<?> awaited() {
    return awaited;
  }

  /** Ends the wait for the awaited stage. */
  public void stopWaiting() {
    awaited = null;
  }

  /** Starts a step, which looks at the services anew. */
  public void beginStep() {
    callContext.beginStep();
  }

  /** Denies the call; the verdict is final and is recorded. */
  public void deny(Deny denial) {
    Deny complete = withMessageOfRequest(denial);
    verdict = complete;
    step = CallStep.RULED;
    callContext.recordDenial(complete, asked);
  }

  /** The policy's text about a pending call is for the agent if the call was not approved. */
  private Deny withMessageOfRequest(Deny denial) {
    if (shown == null || !denial.message().isEmpty()) {
      return denial;
    }
    return switch (denial.cause()) {
      case REJECTED, APPROVAL_EXPIRED, APPROVAL_UNAVAILABLE ->
          denial.withMessage(shown.pending().message());
      default -> denial;
    };
  }

  /** Replaces the verdict and continues with another step. */
  void decide(Verdict decided, CallStep next) {
    verdict = decided;
    step = next;
  }

  void continueWith(CallStep next) {
    step = next;
  }

  /**
   * Waits for a stage before the next step.
   *
   * @throws IllegalStateException if a service returned null instead of a stage
   */
  void awaitResult(@Nullable CompletionStage<?> stage) {
    if (stage == null) {
      throw new IllegalStateException("no answer");
    }
    awaited = stage;
  }

  /** Denies the call after a fault, or adds a warning and continues if the mode is lenient. */
  void proceedDespite(String reason, DenialCause cause, CallStep next) {
    if (callContext.fault(reason, cause) instanceof Deny denial) {
      deny(denial);
    } else {
      callContext.addWarning(reason);
      step = next;
    }
  }

  /** Returns whether another interceptor than the one that was asked is the best one now. */
  @SuppressWarnings("ReferenceEquality") // another instance is another interceptor
  boolean interceptorChanged() {
    ServiceSnapshot.InterceptorSnapshot now = callContext.services().interceptor();
    return (now == null || asked == null) ? now != asked : now.service() != asked.service();
  }

  /** Records how the tool ended. */
  public void recordOutcome(ToolOutcome.Kind outcome) {
    callContext.recordEnd(verdict, asked, outcome);
  }
}

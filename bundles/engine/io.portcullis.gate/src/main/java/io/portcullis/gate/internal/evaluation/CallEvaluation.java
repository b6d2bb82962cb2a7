// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.gate.internal.completion.CompletionStages;
import io.portcullis.gate.internal.steps.CallStep;
import io.portcullis.gate.internal.steps.CallSteps;
import io.portcullis.gate.internal.steps.EvaluationState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of one call, as a state machine that never blocks. {@link #advance} carries out
 * steps until one has to wait, and returns the stage to wait for. {@link #resume} takes the result
 * of that wait. Used by one thread at a time.
 *
 * <p>Anything thrown by a step is a fault. The stricter of the mode at the start and the mode now
 * decides what follows from it.
 */
final class CallEvaluation {
  /** The denial of a call that its caller cancelled, in every mode. */
  static final Deny WITHDRAWN = CallSteps.WITHDRAWN;

  private final CallSteps steps;
  private final EvaluationState state;
  private @Nullable Object result;

  CallEvaluation(CallSteps steps, ToolCall unstamped) {
    this(steps, unstamped, false);
  }

  /** Starts a preview, which asks no approver, leaves no record and may end with a Pending. */
  CallEvaluation(CallSteps steps, ToolCall unstamped, boolean preview) {
    this.steps = steps;
    state = steps.begin(unstamped, preview);
  }

  /** Returns the stamped call, with its arguments after redaction. */
  ToolCall call() {
    return state.callContext().call();
  }

  /**
   * Returns the verdict. It is final once {@link #advance} returns null, and then a Pending only in
   * a preview.
   */
  Verdict verdict() {
    return state.verdict();
  }

  /** Returns how many nanoseconds the stage that {@link #advance} returned may take. */
  long remainingNanos() {
    return state.callContext().remainingNanos();
  }

  /** Records how the tool ended. */
  void recordOutcome(ToolOutcome.Kind outcome) {
    state.beginStep();
    state.recordOutcome(outcome);
  }

  /**
   * Carries out steps until one has to wait or the verdict is final.
   *
   * @return the stage to wait for, or null when the verdict is final
   */
  @Nullable CompletionStage<?> advance() {
    while (state.step() != CallStep.RULED) {
      CompletionStage<?> awaited = state.awaited();
      if (awaited != null) {
        // Exactly this class: the stages of minimalCompletionStage() are subclasses that throw.
        if (awaited.getClass() != CompletableFuture.class
            || !(awaited instanceof CompletableFuture<?> future)
            || !future.isDone()
            || future.isCompletedExceptionally()) {
          return awaited;
        }
        state.stopWaiting();
        result = future.join();
      }
      carryOutNext();
    }
    return null;
  }

  private void carryOutNext() {
    try {
      state.beginStep();
      steps.carryOut(state, result);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // also the linkage errors of a bundle that was refreshed
      if (e instanceof InterruptedException) { // thrown past the compiler, in this very thread
        Thread.currentThread().interrupt();
      }
      fail(e);
    }
  }

  /** Takes the result of the wait: a value, or a failure. */
  void resume(@Nullable Object value, @Nullable Throwable failure) {
    state.stopWaiting();
    result = value;
    if (failure != null) {
      Throwable cause = CompletionStages.cause(failure);
      if (cause instanceof VirtualMachineError e) {
        throw e;
      }
      fail(cause);
    }
  }

  /**
   * Returns a stage that completes when an operator terminates the call, or null if no operator
   * control is present or the call waits for the control itself.
   */
  @Nullable CompletionStage<Void> termination() {
    return steps.termination(state);
  }

  /** Denies the call and replaces an earlier verdict. */
  void refuse(Deny denial) {
    state.beginStep();
    state.deny(denial);
  }

  /** Denies the call in every mode, because the waiting thread was interrupted. */
  void interrupted() {
    state.stopWaiting();
    state.beginStep();
    state.deny(Deny.fault("interrupted while waiting for the decision", DenialCause.WITHDRAWN));
  }

  private void fail(Throwable cause) {
    try {
      if (cause instanceof InterruptedException) {
        interrupted();
      } else {
        state.beginStep(); // a failure may follow the call of a service
        steps.fail(state, cause);
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // no service of the gate can be relied upon
      state.beginStep();
      state.deny(Deny.fault("the gate failed (" + e.getClass().getSimpleName() + ")"));
    }
  }
}

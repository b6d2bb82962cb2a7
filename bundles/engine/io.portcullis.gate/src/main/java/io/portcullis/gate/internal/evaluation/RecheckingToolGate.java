// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.completion.CompletionStages;
import io.portcullis.gate.internal.completion.TerminatedException;
import io.portcullis.gate.internal.completion.WithdrawnException;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.context.SelfTest;
import io.portcullis.gate.internal.reporting.DenialThrottle;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.steps.CallSteps;
import io.portcullis.support.concurrent.StageCancellation;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gate. A {@link CallEvaluation} decides each call and rechecks at the end that its interceptor
 * is still the best one. The gate then runs the tool in the very next statement. Thread-safe.
 */
public final class RecheckingToolGate implements ToolGate, AutoCloseable {
  private static final Verdict.Deny CLOSED = Verdict.Deny.fault("the gate was closed");

  private final GateContext context;
  private final CallSteps steps;
  private volatile boolean closed;

  /**
   * Creates a gate without self-test and throttle.
   *
   * @param services the source of the services, queried in each step of a call
   * @param limits the limits of the gate
   * @param client the reporter of approvals and records
   * @param clock the wall clock for records; {@link System#nanoTime} measures waits
   * @param ids the generator of unique call ids
   */
  public RecheckingToolGate(
      GateServices services,
      GateLimits limits,
      RecordingCallReporter client,
      InstantSource clock,
      Supplier<String> ids) {
    this(
        services,
        limits,
        client,
        new GateContext.Clocks(clock, System::nanoTime),
        ids,
        SelfTest.NONE,
        DenialThrottle.NONE);
  }

  public RecheckingToolGate(
      GateServices services,
      GateLimits limits,
      RecordingCallReporter client,
      GateContext.Clocks clock,
      Supplier<String> ids,
      SelfTest selfTest,
      DenialThrottle throttle) {
    ArgumentGuard guard = new ArgumentGuard(limits.maxArgumentBytes(), limits.maxArgumentDepth());
    context = new GateContext(services, limits, guard, client, clock, ids, selfTest, throttle);
    steps = new CallSteps(context);
  }

  /** Denies every further call in every mode, because a reference to a closed gate is stale. */
  @Override
  public void close() {
    closed = true;
    context.throttle().close();
  }

  @Override
  public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
    CallEvaluation evaluation = new CallEvaluation(steps, call);
    for (CompletionStage<?> wait = evaluation.advance();
        wait != null;
        wait = evaluation.advance()) {
      await(evaluation, wait);
    }
    Verdict.Deny denial = denial(evaluation);
    if (denial != null) {
      return new ToolOutcome.Denied<>(denial);
    }
    try {
      T result = tool.run(evaluation.call().arguments());
      evaluation.recordOutcome(ToolOutcome.Kind.COMPLETED);
      return new ToolOutcome.Completed<>(result);
    } catch (Throwable thrown) {
      restoreInterrupt(thrown);
      return new ToolOutcome.Failed<>(failed(evaluation, thrown));
    }
  }

  /** Records that a tool has run and failed, with any exception. */
  private static Throwable failed(CallEvaluation evaluation, Throwable thrown) {
    evaluation.recordOutcome(ToolOutcome.Kind.FAILED);
    if (thrown instanceof VirtualMachineError e) {
      throw e;
    }
    return thrown;
  }

  /** Handles an exception of this thread only; a stage may report the interruption of another. */
  private static void restoreInterrupt(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private Verdict.@Nullable Deny denial(CallEvaluation evaluation) {
    if (closed && evaluation.verdict().kind() == Verdict.Kind.ALLOW) {
      evaluation.refuse(CLOSED);
    }
    Verdict verdict = evaluation.verdict();
    return switch (verdict.kind()) {
      case ALLOW -> null;
      case DENY -> (Verdict.Deny) verdict;
      case PENDING -> Verdict.Deny.fault("the call is still pending");
    };
  }

  private static Verdict.Deny withdrawn(CallEvaluation evaluation) {
    if (evaluation.verdict().kind() == Verdict.Kind.ALLOW) {
      evaluation.refuse(CallEvaluation.WITHDRAWN);
    }
    return evaluation.verdict() instanceof Verdict.Deny denial ? denial : CallEvaluation.WITHDRAWN;
  }

  private static void await(CallEvaluation evaluation, CompletionStage<?> wait) {
    CompletionStage<Void> termination = evaluation.termination();
    try {
      await(evaluation, wait, termination);
    } finally {
      if (termination != null) {
        StageCancellation.cancel(termination);
      }
    }
  }

  private static void await(
      CallEvaluation evaluation,
      CompletionStage<?> wait,
      @Nullable CompletionStage<Void> termination) {
    CompletableFuture<?> plain = CompletionStages.plain(wait);
    CompletableFuture<?> future =
        termination != null
            ? CompletionStages.unlessTerminated(wait, termination)
            : plain == null ? CompletionStages.relayed(wait) : plain;
    try {
      evaluation.resume(future.get(evaluation.remainingNanos(), TimeUnit.NANOSECONDS), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      StageCancellation.cancel(wait);
      evaluation.interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TerminatedException) {
        StageCancellation.cancel(wait);
      }
      evaluation.resume(null, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      StageCancellation.cancel(wait);
      evaluation.resume(null, e);
    } catch (CancellationException e) {
      evaluation.resume(null, e);
    }
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool) {
    CallEvaluation evaluation = new CallEvaluation(steps, call);
    CompletableFuture<ToolOutcome<T>> outcome = new CompletableFuture<>();
    whenRuled(evaluation, outcome, () -> start(evaluation, tool, outcome));
    return outcome;
  }

  private <T extends @Nullable Object> void start(
      CallEvaluation evaluation,
      Tool<? extends CompletionStage<T>> tool,
      CompletableFuture<ToolOutcome<T>> outcome) {
    Verdict.Deny denial = outcome.isCancelled() ? withdrawn(evaluation) : denial(evaluation);
    if (denial != null) {
      outcome.complete(new ToolOutcome.Denied<>(denial));
      return;
    }
    try {
      CompletionStage<T> running =
          CompletionStages.relayed(tool.run(evaluation.call().arguments()));
      running.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              evaluation.recordOutcome(ToolOutcome.Kind.COMPLETED);
              outcome.complete(new ToolOutcome.Completed<>(value));
            } else {
              fail(evaluation, outcome, failure);
            }
          });
    } catch (Throwable thrown) {
      restoreInterrupt(thrown);
      fail(evaluation, outcome, thrown);
    }
  }

  private static <T extends @Nullable Object> void fail(
      CallEvaluation evaluation, CompletableFuture<ToolOutcome<T>> outcome, Throwable failure) {
    try {
      outcome.complete(
          new ToolOutcome.Failed<>(failed(evaluation, CompletionStages.cause(failure))));
    } catch (VirtualMachineError e) {
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  /** Drives the evaluation to its end. Each wait continues in the thread that completes it. */
  private static void whenRuled(
      CallEvaluation evaluation, CompletableFuture<?> result, Runnable then) {
    try {
      CompletionStage<?> wait = evaluation.advance();
      if (wait == null) {
        then.run();
      } else {
        awaitLater(evaluation, wait, result)
            .whenComplete((value, failure) -> goOn(evaluation, value, failure, result, then));
      }
    } catch (VirtualMachineError e) {
      result.completeExceptionally(e);
      throw e;
    }
  }

  private static void goOn(
      CallEvaluation evaluation,
      @Nullable Object value,
      @Nullable Throwable failure,
      CompletableFuture<?> result,
      Runnable then) {
    try {
      evaluation.resume(value, failure);
    } catch (VirtualMachineError e) {
      result.completeExceptionally(e);
      throw e;
    }
    whenRuled(evaluation, result, then);
  }

  private static CompletionStage<?> awaitLater(
      CallEvaluation evaluation, CompletionStage<?> wait, CompletableFuture<?> result) {
    CompletionStage<Void> termination = evaluation.termination();
    CompletableFuture<?> first =
        termination == null
            ? CompletionStages.relayed(wait)
            : CompletionStages.unlessTerminated(wait, termination);
    CompletionStages.endWhenWithdrawn(first, result);
    return CompletionStages.relayed(first, evaluation.remainingNanos())
        .whenComplete(
            (value, failure) -> {
              if (failure instanceof TimeoutException
                  || failure instanceof TerminatedException
                  || failure instanceof WithdrawnException) {
                StageCancellation.cancel(wait);
              }
              if (termination != null) {
                StageCancellation.cancel(termination);
              }
            });
  }

  @Override
  public CompletionStage<Decision> decide(ToolCall call) {
    CallEvaluation evaluation = new CallEvaluation(steps, call);
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    whenRuled(
        evaluation,
        decision,
        () -> {
          Verdict.Deny denial = denial(evaluation);
          Verdict verdict = denial == null ? evaluation.verdict() : denial;
          if (!decision.complete(new Decision(evaluation.call(), verdict)) && denial == null) {
            withdrawn(evaluation);
          }
        });
    return decision;
  }

  @Override
  public CompletionStage<Decision> preview(ToolCall call) {
    CallEvaluation evaluation = new CallEvaluation(steps, call, true);
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    whenRuled(
        evaluation,
        decision,
        () -> {
          Verdict verdict = evaluation.verdict();
          boolean shut = closed && verdict.kind() != Verdict.Kind.DENY;
          decision.complete(new Decision(evaluation.call(), shut ? CLOSED : verdict));
        });
    return decision;
  }

  @Override
  public void report(Decision decision, ToolOutcome.Kind outcome) {
    context.append(
        () ->
            new CallRecord(
                CallRecord.Phase.ENDED,
                decision.call(),
                context.clock().instant(),
                context.mode(),
                "",
                "",
                decision.verdict(),
                "",
                outcome,
                0,
                List.of()));
  }
}

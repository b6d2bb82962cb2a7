// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.CallRecord;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
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
 * The gate. It has a call decided on its {@link Passage}, which looks again at the end whether
 * whoever decided is still there, and then runs the tool in the very next step.
 */
public final class LookAgainGate implements ToolGate, AutoCloseable {
  private static final Verdict.Deny CLOSED = Verdict.Deny.fault("the gate was closed");

  private final GateContext context;
  private volatile boolean closed;

  /**
   * A gate that sees what it is given to see.
   *
   * @param around what the gate can see, looked at anew for every call
   * @param limits what it takes for granted
   * @param client for approvals and records
   * @param clock tells when records are made; waits are measured by {@link System#nanoTime}
   * @param ids names attempts; no two alike
   */
  public LookAgainGate(
      Surroundings around,
      GateLimits limits,
      RecordingGatewayClient client,
      InstantSource clock,
      Supplier<String> ids) {
    this(
        around,
        limits,
        client,
        new GateClock(clock, System::nanoTime),
        ids,
        SelfTest.NONE,
        DenialThrottle.NONE);
  }

  LookAgainGate(
      Surroundings around,
      GateLimits limits,
      RecordingGatewayClient client,
      GateClock clock,
      Supplier<String> ids,
      SelfTest selfTest,
      DenialThrottle throttle) {
    ArgumentGuard guard = new ArgumentGuard(limits.maxArgumentBytes(), limits.maxArgumentDepth());
    context = new GateContext(around, limits, guard, client, clock, ids, selfTest, throttle);
  }

  /** Denies whatever still comes, in every mode: whoever holds a closed gate holds a stale one. */
  @Override
  public void close() {
    closed = true;
    context.throttle().close();
  }

  @Override
  public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
    Passage passage = new Passage(context, call);
    for (CompletionStage<?> wait = passage.advance(); wait != null; wait = passage.advance()) {
      await(passage, wait);
    }
    Verdict.Deny denial = denial(passage);
    if (denial != null) {
      return new ToolOutcome.Denied<>(denial);
    }
    try {
      T result = tool.run(passage.call().arguments());
      passage.ended(ToolOutcome.Kind.COMPLETED);
      return new ToolOutcome.Completed<>(result);
    } catch (Throwable thrown) {
      restoreInterrupt(thrown);
      return new ToolOutcome.Failed<>(failed(passage, thrown));
    }
  }

  /** A tool that failed has run, and that must be known, whatever it threw. */
  private static Throwable failed(Passage passage, Throwable thrown) {
    passage.ended(ToolOutcome.Kind.FAILED);
    if (thrown instanceof VirtualMachineError e) {
      throw e;
    }
    return thrown;
  }

  /** For what was thrown in this thread; a stage may tell of the interruption of another. */
  private static void restoreInterrupt(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private Verdict.@Nullable Deny denial(Passage passage) {
    if (closed && passage.verdict().kind() == Verdict.Kind.ALLOW) {
      passage.refuse(CLOSED);
    }
    Verdict verdict = passage.verdict();
    return switch (verdict.kind()) {
      case ALLOW -> null;
      case DENY -> (Verdict.Deny) verdict;
      case PENDING -> Verdict.Deny.fault("the call is still pending");
    };
  }

  private static Verdict.Deny withdrawn(Passage passage) {
    if (passage.verdict().kind() == Verdict.Kind.ALLOW) {
      passage.refuse(Passage.WITHDRAWN);
    }
    return passage.verdict() instanceof Verdict.Deny denial ? denial : Passage.WITHDRAWN;
  }

  private static void await(Passage passage, CompletionStage<?> wait) {
    CompletionStage<Void> termination = passage.termination();
    try {
      await(passage, wait, termination);
    } finally {
      if (termination != null) {
        Stages.cancel(termination);
      }
    }
  }

  private static void await(
      Passage passage, CompletionStage<?> wait, @Nullable CompletionStage<Void> termination) {
    CompletableFuture<?> plain = Stages.plain(wait);
    CompletableFuture<?> future =
        termination != null
            ? Stages.unlessTerminated(wait, termination)
            : plain == null ? Stages.relayed(wait) : plain;
    try {
      passage.resume(future.get(passage.patienceNanos(), TimeUnit.NANOSECONDS), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Stages.cancel(wait);
      passage.interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TerminatedException) {
        Stages.cancel(wait);
      }
      passage.resume(null, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      Stages.cancel(wait);
      passage.resume(null, e);
    } catch (CancellationException e) {
      passage.resume(null, e);
    }
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool) {
    Passage passage = new Passage(context, call);
    CompletableFuture<ToolOutcome<T>> outcome = new CompletableFuture<>();
    whenRuled(passage, outcome, () -> start(passage, tool, outcome));
    return outcome;
  }

  private <T extends @Nullable Object> void start(
      Passage passage,
      Tool<? extends CompletionStage<T>> tool,
      CompletableFuture<ToolOutcome<T>> outcome) {
    Verdict.Deny denial = outcome.isCancelled() ? withdrawn(passage) : denial(passage);
    if (denial != null) {
      outcome.complete(new ToolOutcome.Denied<>(denial));
      return;
    }
    try {
      CompletionStage<T> running = Stages.relayed(tool.run(passage.call().arguments()));
      running.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              passage.ended(ToolOutcome.Kind.COMPLETED);
              outcome.complete(new ToolOutcome.Completed<>(value));
            } else {
              fail(passage, outcome, failure);
            }
          });
    } catch (Throwable thrown) {
      restoreInterrupt(thrown);
      fail(passage, outcome, thrown);
    }
  }

  private static <T extends @Nullable Object> void fail(
      Passage passage, CompletableFuture<ToolOutcome<T>> outcome, Throwable failure) {
    try {
      outcome.complete(new ToolOutcome.Failed<>(failed(passage, Stages.cause(failure))));
    } catch (VirtualMachineError e) {
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  /** Drives the passage to its end; each wait is continued in the thread that ends it. */
  private static void whenRuled(Passage passage, CompletableFuture<?> result, Runnable then) {
    try {
      CompletionStage<?> wait = passage.advance();
      if (wait == null) {
        then.run();
      } else {
        awaitLater(passage, wait, result)
            .whenComplete((value, failure) -> goOn(passage, value, failure, result, then));
      }
    } catch (VirtualMachineError e) {
      result.completeExceptionally(e);
      throw e;
    }
  }

  private static void goOn(
      Passage passage,
      @Nullable Object value,
      @Nullable Throwable failure,
      CompletableFuture<?> result,
      Runnable then) {
    try {
      passage.resume(value, failure);
    } catch (VirtualMachineError e) {
      result.completeExceptionally(e);
      throw e;
    }
    whenRuled(passage, result, then);
  }

  private static CompletionStage<?> awaitLater(
      Passage passage, CompletionStage<?> wait, CompletableFuture<?> result) {
    CompletionStage<Void> termination = passage.termination();
    CompletableFuture<?> first =
        termination == null ? Stages.relayed(wait) : Stages.unlessTerminated(wait, termination);
    Stages.endWhenWithdrawn(first, result);
    return Stages.relayed(first, passage.patienceNanos())
        .whenComplete(
            (value, failure) -> {
              if (failure instanceof TimeoutException
                  || failure instanceof TerminatedException
                  || failure instanceof WithdrawnException) {
                Stages.cancel(wait);
              }
              if (termination != null) {
                Stages.cancel(termination);
              }
            });
  }

  @Override
  public CompletionStage<Decision> decide(ToolCall call) {
    Passage passage = new Passage(context, call);
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    whenRuled(
        passage,
        decision,
        () -> {
          Verdict.Deny denial = denial(passage);
          Verdict verdict = denial == null ? passage.verdict() : denial;
          if (!decision.complete(new Decision(passage.call(), verdict)) && denial == null) {
            withdrawn(passage);
          }
        });
    return decision;
  }

  @Override
  public CompletionStage<Decision> preview(ToolCall call) {
    Passage passage = new Passage(context, call, true);
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    whenRuled(
        passage,
        decision,
        () -> {
          Verdict verdict = passage.verdict();
          boolean shut = closed && verdict.kind() != Verdict.Kind.DENY;
          decision.complete(new Decision(passage.call(), shut ? CLOSED : verdict));
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.support.concurrent.ContinuationExecutor;
import io.portcullis.support.concurrent.StageCancellation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An interceptor that queries one runtime about each call and maps the answer. After {@link #leave}
 * it allows nothing that the runtime answers, and pending queries end as faults at once.
 * Thread-safe.
 */
public final class RuntimeQueryInterceptor extends DelegatingInterceptor {
  /** The name in records and consoles. */
  public static final String NAME = "runtime query";

  /** The longest time whose nanoseconds fit into a long. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final String GONE = RuntimeDecision.CHANNEL_CLOSED + ": the runtime has left";

  private final RuntimeTransport transport;
  private final DecisionMapper mapper;
  private final Supplier<ModePolicy> mode;
  private final Duration timeout;
  private final InstantSource clock;
  private final Set<CompletableFuture<Verdict>> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean left;

  /**
   * Creates an interceptor for a present transport.
   *
   * @param transport the transport to query
   * @param mapper the mapper of answers to verdicts
   * @param mode the current mode policy
   * @param timeout the time for an answer; an earlier deadline of the call applies
   * @param clock the clock of deadlines
   * @param gateway the call reporter, or null without one
   */
  public RuntimeQueryInterceptor(
      RuntimeTransport transport,
      DecisionMapper mapper,
      Supplier<ModePolicy> mode,
      Duration timeout,
      InstantSource clock,
      Supplier<@Nullable CallReporter> gateway) {
    super(gateway);
    this.transport = transport;
    this.mapper = mapper;
    this.mode = mode;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public boolean authoritative() {
    return !left;
  }

  @Override
  public String policyDigest() {
    return left ? "" : transport.policyDigest();
  }

  /**
   * Ends the use of the runtime for good. Pending calls complete in other threads: in a lenient
   * mode a tool may start in the thread that completes its call, and the thread that stops a bundle
   * must not run tools.
   */
  public void leave() {
    left = true;
    for (CompletableFuture<Verdict> verdict : waiting) {
      ContinuationExecutor.execute(() -> verdict.complete(unreachable(GONE)));
    }
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    return decide(call, false);
  }

  @Override
  public CompletionStage<Verdict> preview(ToolCall call) {
    return decide(call, true);
  }

  private CompletionStage<Verdict> decide(ToolCall call, boolean preview) {
    try {
      if (left) {
        return done(unreachable(GONE));
      }
      CompletionStage<RuntimeDecision> answer =
          preview ? transport.preview(call) : transport.query(call);
      if (answer == null) {
        return done(verdict(call, null));
      }
      // Exactly this class: the stages of minimalCompletionStage() are subclasses that throw.
      if (answer.getClass() == CompletableFuture.class
          && answer instanceof CompletableFuture<RuntimeDecision> future
          && future.isDone()
          && !future.isCompletedExceptionally()) {
        return done(verdict(call, future.join()));
      }
      return await(call, answer);
    } catch (RuntimeException | LinkageError e) {
      return done(failed(e));
    }
  }

  private CompletionStage<Verdict> await(ToolCall call, CompletionStage<RuntimeDecision> answer) {
    long nanos = remainingNanos(call);
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    CompletableFuture<Verdict> result = new CompletableFuture<>();
    answer.whenComplete((decision, failure) -> answered(verdict, call, decision, failure));
    waiting.add(verdict);
    if (left) { // leave() may have read the set before this future was added
      verdict.complete(unreachable(GONE));
    }
    CompletionStage<Verdict> timed = verdict.orTimeout(nanos, TimeUnit.NANOSECONDS);
    timed.whenComplete(
        (mapped, failure) -> completeVerdict(verdict, answer, result, mapped, failure));
    CompletableFuture<Verdict> unused =
        result.whenComplete(
            (given, failure) -> {
              if (result.isCancelled()) {
                withdraw(verdict, answer);
              }
            });
    return result;
  }

  /**
   * Completes the verdict; an exception of mapper or mode policy must not leave the call waiting.
   */
  private void answered(
      CompletableFuture<Verdict> verdict,
      ToolCall call,
      @Nullable RuntimeDecision decision,
      @Nullable Throwable failure) {
    try {
      verdict.complete(failure == null ? verdict(call, decision) : failed(failure));
    } catch (RuntimeException | LinkageError e) {
      verdict.completeExceptionally(e);
    }
  }

  @SuppressWarnings("CollectionUndefinedEquality") // a set of these very futures
  private void completeVerdict(
      CompletableFuture<Verdict> verdict,
      CompletionStage<RuntimeDecision> answer,
      CompletableFuture<Verdict> result,
      @Nullable Verdict mapped,
      @Nullable Throwable failure) {
    waiting.remove(verdict);
    if (mapped != null) {
      result.complete(mapped);
    } else if (failure instanceof TimeoutException) {
      ContinuationExecutor.execute(
          () -> {
            StageCancellation.cancel(answer);
            result.complete(failed(failure));
          });
    } else {
      result.complete(
          failure == null ? fault("no verdict was made", DenialCause.FAULT) : failed(failure));
    }
  }

  /**
   * Cancels a query whose caller withdrew the call, which would otherwise be kept until the query
   * times out. A transport that blocks in its cancellation must not delay the caller.
   */
  private static void withdraw(
      CompletableFuture<Verdict> verdict, CompletionStage<RuntimeDecision> answer) {
    verdict.cancel(false);
    ContinuationExecutor.execute(() -> StageCancellation.cancel(answer));
  }

  private long remainingNanos(ToolCall call) {
    Duration most = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    Instant deadline = call.deadline();
    Duration left = deadline == null ? most : Duration.between(clock.instant(), deadline);
    return left.isNegative() ? 0 : (left.compareTo(most) < 0 ? left : most).toNanos();
  }

  /** Maps an answer. An allow counts only if its runtime has not left. */
  private Verdict verdict(ToolCall call, @Nullable RuntimeDecision decision) {
    Verdict verdict = mapper.map(call, decision, mode.get());
    return left && verdict.kind() == Verdict.Kind.ALLOW ? unreachable(GONE) : verdict;
  }

  private Verdict failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof InterruptedException) {
      return Verdict.Deny.fault( // denied in every mode
          "the query was interrupted", DenialCause.WITHDRAWN);
    }
    return unreachable(
        cause instanceof TimeoutException
            ? RuntimeDecision.QUERY_FAILED + ": the runtime did not answer in time"
            : RuntimeDecision.QUERY_FAILED + ": " + cause.getClass().getSimpleName());
  }

  private Verdict unreachable(String reason) {
    return fault(reason, DenialCause.AUTHORITY_UNREACHABLE);
  }

  /** Decides a fault by the mode policy; a policy that fails denies. */
  private Verdict fault(String reason, DenialCause cause) {
    try {
      return mode.get().onFault(reason, cause);
    } catch (RuntimeException | LinkageError e) {
      return Verdict.Deny.fault(reason, cause);
    }
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }
}

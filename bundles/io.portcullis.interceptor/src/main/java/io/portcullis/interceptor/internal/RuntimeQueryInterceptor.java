// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.DecisionMapper;
import io.portcullis.api.GatewayClient;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.RuntimeDecision;
import io.portcullis.api.RuntimeTransport;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
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
 * Asks one runtime about each call and has the answer mapped. Once {@link #leave} was called it
 * allows nothing on the word of that runtime any more, and what was under way is answered as a
 * fault at once.
 */
public final class RuntimeQueryInterceptor extends HandingOn {
  /** Its word in records and consoles. */
  public static final String NAME = "runtime query";

  private static final String GONE = RuntimeDecision.CHANNEL_CLOSED + ": the runtime has left";

  private final RuntimeTransport transport;
  private final DecisionMapper mapper;
  private final Supplier<ModePolicy> mode;
  private final Duration timeout;
  private final InstantSource clock;
  private final Set<CompletableFuture<Verdict>> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean left;

  /**
   * Asks a transport that is there.
   *
   * @param transport whom to ask
   * @param mapper turns answers into verdicts
   * @param mode the mode policy of each moment
   * @param timeout how long an answer may take; the call's own deadline may cut it short
   * @param clock tells how far away a deadline is
   * @param gateway where everything that is not the check goes; gives null while there is none
   */
  public RuntimeQueryInterceptor(
      RuntimeTransport transport,
      DecisionMapper mapper,
      Supplier<ModePolicy> mode,
      Duration timeout,
      InstantSource clock,
      Supplier<@Nullable GatewayClient> gateway) {
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

  /** The runtime is gone for good, as far as this interceptor is concerned. */
  public void leave() {
    left = true;
    for (CompletableFuture<Verdict> verdict : waiting) {
      verdict.complete(mode.get().onFault(GONE));
    }
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    CompletionStage<RuntimeDecision> answer;
    try {
      if (left) {
        return done(mode.get().onFault(GONE));
      }
      answer = transport.query(call);
      if (answer == null) {
        return done(verdict(call, null));
      }
      if (answer instanceof CompletableFuture<RuntimeDecision> future
          && future.isDone()
          && !future.isCompletedExceptionally()) {
        return done(verdict(call, future.join()));
      }
    } catch (RuntimeException | LinkageError e) {
      return done(mode.get().onFault(failure(e)));
    }
    return await(call, answer);
  }

  private CompletionStage<Verdict> await(ToolCall call, CompletionStage<RuntimeDecision> answer) {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    waiting.add(verdict);
    answer.whenComplete(
        (decision, failure) ->
            verdict.complete(
                failure == null ? verdict(call, decision) : mode.get().onFault(failure(failure))));
    if (left) { // leave() may have gone through the set before this one was in it
      verdict.complete(mode.get().onFault(GONE));
    }
    long nanos = patience(call).toNanos();
    return verdict
        .orTimeout(Math.max(nanos, 0), TimeUnit.NANOSECONDS)
        .handle((mapped, failure) -> settled(verdict, answer, mapped, failure));
  }

  @SuppressWarnings("CollectionUndefinedEquality") // a set of these very futures
  private Verdict settled(
      CompletableFuture<Verdict> verdict,
      CompletionStage<RuntimeDecision> answer,
      @Nullable Verdict mapped,
      @Nullable Throwable failure) {
    waiting.remove(verdict);
    if (mapped != null) {
      return mapped;
    }
    if (answer instanceof CompletableFuture<RuntimeDecision> future) {
      future.cancel(false); // nobody waits for it any more
    }
    return mode.get().onFault(failure(failure == null ? new TimeoutException() : failure));
  }

  private Duration patience(ToolCall call) {
    Instant deadline = call.deadline();
    if (deadline == null) {
      return timeout;
    }
    Duration remaining = Duration.between(clock.instant(), deadline);
    return remaining.compareTo(timeout) < 0 ? remaining : timeout;
  }

  /** An allow counts only if the runtime that gave it is still there. */
  private Verdict verdict(ToolCall call, @Nullable RuntimeDecision decision) {
    Verdict verdict = mapper.map(call, decision, mode.get());
    return left && verdict.kind() == Verdict.Kind.ALLOW ? mode.get().onFault(GONE) : verdict;
  }

  private static String failure(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TimeoutException
        ? RuntimeDecision.QUERY_FAILED + ": the runtime did not answer in time"
        : RuntimeDecision.QUERY_FAILED + ": " + cause.getClass().getSimpleName();
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

import io.portcullis.support.concurrent.ContinuationExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations on the stages of services, which may be of any class and may break their contract.
 * Only an instance of exactly {@link CompletableFuture} is used as one: the stages of {@link
 * CompletableFuture#minimalCompletionStage} are instances of a subclass that throws when used as a
 * future.
 */
public final class CompletionStages {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionStages.class);

  private CompletionStages() {}

  /** Returns the stage as a future, or null if it is not an ordinary one. */
  public static @Nullable CompletableFuture<?> plain(CompletionStage<?> stage) {
    return stage.getClass() == CompletableFuture.class ? (CompletableFuture<?>) stage : null;
  }

  /** Returns a future that completes as the stage does, and only once. */
  @SuppressWarnings("NullAway")
  public // a stage may complete with null
  static <T extends @Nullable Object> CompletableFuture<T> relayed(CompletionStage<T> stage) {
    CompletableFuture<T> future = new CompletableFuture<>();
    try {
      stage.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              future.complete(value);
            } else {
              future.completeExceptionally(failure);
            }
          });
    } catch (Throwable thrown) { // a stage that accepts no callback has failed
      future.completeExceptionally(thrown);
    }
    return future;
  }

  /** Returns a future like {@link #relayed}, with a timeout in nanoseconds. */
  public static CompletableFuture<?> relayed(CompletionStage<?> stage, long nanos) {
    CompletableFuture<Object> future = new CompletableFuture<>();
    CompletionStage<?> timed = relayed(stage).orTimeout(nanos, TimeUnit.NANOSECONDS);
    timed.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            future.complete(value);
          } else if (failure instanceof TimeoutException) {
            ContinuationExecutor.execute(() -> future.completeExceptionally(failure));
          } else {
            future.completeExceptionally(failure);
          }
        });
    return future;
  }

  /**
   * Returns a future that completes as the stage does, or with a {@link TerminatedException} if the
   * termination comes first. It then completes in a separate thread, because the operator's thread
   * must not run the continuation. A failed termination has no effect: clearance is asked for once
   * more before a tool runs.
   */
  public static CompletableFuture<?> unlessTerminated(
      CompletionStage<?> stage, CompletionStage<Void> termination) {
    CompletableFuture<?> future = relayed(stage);
    try {
      termination.whenComplete(
          (nothing, failure) -> {
            if (failure == null && !future.isDone()) {
              ContinuationExecutor.execute(
                  () -> future.completeExceptionally(new TerminatedException()));
            }
          });
    } catch (RuntimeException | LinkageError e) {
      LOG.debug(
          "Cannot watch {} for the termination of a call", termination.getClass().getName(), e);
    }
    return future;
  }

  /**
   * Completes a future with a {@link WithdrawnException}, in a separate thread, when the caller
   * cancels the result that depends on it.
   */
  public static void endWhenWithdrawn(CompletableFuture<?> future, CompletableFuture<?> result) {
    CompletionStage<?> unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled() && !future.isDone()) {
                ContinuationExecutor.execute(
                    () -> future.completeExceptionally(new WithdrawnException()));
              }
            });
  }

  /** Returns the cause of a failure, without the wrapper that dependent stages add. */
  public static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}

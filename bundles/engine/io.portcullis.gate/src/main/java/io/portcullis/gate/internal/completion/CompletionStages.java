// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the stages of others, which may be of any class and keep no promise. Only what is exactly
 * a {@link CompletableFuture} is used as one: the stages of {@link
 * CompletableFuture#minimalCompletionStage} are instances of it too, and throw when so used.
 */
public final class CompletionStages {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionStages.class);

  private CompletionStages() {}

  /** The stage as a future, if it is an ordinary one. */
  public static @Nullable CompletableFuture<?> plain(CompletionStage<?> stage) {
    return stage.getClass() == CompletableFuture.class ? (CompletableFuture<?>) stage : null;
  }

  /** A future that ends as the stage does, and only once. */
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
    } catch (Throwable thrown) { // a stage that cannot be listened to has failed
      future.completeExceptionally(thrown);
    }
    return future;
  }

  /** Like {@link #relayed}, but for so long at most. */
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
   * A future that ends as the stage does, or with a {@link TerminatedException} if the termination
   * comes first. It then ends in a thread of its own: the operator's must not run what follows. A
   * termination that fails ends nothing, since clearance is asked for once more before a tool runs.
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
      LOG.debug("{} cannot be watched", termination.getClass().getName(), e);
    }
    return future;
  }

  /**
   * Ends a future with a {@link WithdrawnException}, in a thread of its own, when whoever asked
   * cancels the result that it leads to.
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

  /** Says that nobody waits any more, as far as the stage is a future. */
  public static void cancel(CompletionStage<?> stage) {
    if (stage instanceof Future<?> future) {
      try {
        future.cancel(false);
      } catch (RuntimeException | LinkageError e) {
        LOG.debug("{} cannot be cancelled", stage.getClass().getName(), e);
      }
    }
  }

  /** What went wrong, without the wrapping that dependent stages add. */
  public static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}

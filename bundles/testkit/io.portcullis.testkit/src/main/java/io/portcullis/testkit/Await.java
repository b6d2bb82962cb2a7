// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for an event in a test for at most {@value #SECONDS} seconds; then the test fails. */
public final class Await {
  private static final long SECONDS = 60;

  private Await() {}

  /**
   * Waits for a stage.
   *
   * @param stage the stage
   * @param <T> the type of its result
   * @return its result
   * @throws CompletionException if it completed exceptionally
   * @throws IllegalStateException if it did not complete in time, or the thread was interrupted
   */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("still open after " + SECONDS + " s", e);
    }
  }

  /**
   * Waits for a latch.
   *
   * @param latch the latch
   * @throws IllegalStateException if it did not open in time, or the thread was interrupted
   */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still closed after " + SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting", e);
  }
}

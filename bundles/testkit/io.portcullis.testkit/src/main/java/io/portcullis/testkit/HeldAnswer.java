// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import io.portcullis.api.RuntimeDecision;
import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An answer that waits until the test releases it, so that something can happen in between. */
public final class HeldAnswer implements Answer {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CompletableFuture<Answer> released = new CompletableFuture<>();
  private final boolean blocking;

  private HeldAnswer(boolean blocking) {
    this.blocking = blocking;
  }

  /**
   * The query returns at once with a stage that stays open.
   *
   * @return a new answer
   */
  public static HeldAnswer open() {
    return new HeldAnswer(false);
  }

  /**
   * The query does not even return.
   *
   * @return a new answer
   */
  public static HeldAnswer blocking() {
    return new HeldAnswer(true);
  }

  @Override
  public @Nullable CompletionStage<RuntimeDecision> answer(ToolCall call) {
    arrived.countDown();
    return blocking
        ? Patience.await(released).answer(call)
        : released.thenCompose(answer -> answer.answer(call));
  }

  /** Waits until a call has arrived here. */
  public void awaitArrival() {
    Patience.await(arrived);
  }

  /**
   * Lets every call that waits here, or comes later, have its answer.
   *
   * @param answer the answer
   */
  public void release(Answer answer) {
    released.complete(answer);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.testkit.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An answer that waits until the test releases it, so that the test can act in between. */
public final class DeferredAnswer implements ScriptedAnswer {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CompletableFuture<ScriptedAnswer> released = new CompletableFuture<>();
  private final boolean blocking;

  private DeferredAnswer(boolean blocking) {
    this.blocking = blocking;
  }

  /**
   * Creates an answer with which the query returns an open stage at once.
   *
   * @return a new answer
   */
  public static DeferredAnswer open() {
    return new DeferredAnswer(false);
  }

  /**
   * Creates an answer with which the query itself blocks.
   *
   * @return a new answer
   */
  public static DeferredAnswer blocking() {
    return new DeferredAnswer(true);
  }

  @Override
  public @Nullable CompletionStage<RuntimeDecision> answer(ToolCall call) {
    arrived.countDown();
    return blocking
        ? Await.await(released).answer(call)
        : released.thenCompose(answer -> answer.answer(call));
  }

  /** Waits until a call has arrived. */
  public void awaitArrival() {
    Await.await(arrived);
  }

  /**
   * Releases every call that waits here or arrives later.
   *
   * @param answer the answer
   */
  public void release(ScriptedAnswer answer) {
    released.complete(answer);
  }
}

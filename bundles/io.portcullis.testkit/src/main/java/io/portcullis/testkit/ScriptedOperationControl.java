// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import io.portcullis.api.OperationControl;
import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operator that says what the test says, and lets everything proceed until then. Thread-safe.
 */
public final class ScriptedOperationControl implements OperationControl {
  private final CountDownLatch paused = new CountDownLatch(1);
  private final CompletableFuture<Clearance> resumed = new CompletableFuture<>();
  private volatile Supplier<@Nullable CompletionStage<Clearance>> script =
      () -> CompletableFuture.completedFuture(Clearance.PROCEED);

  /** Terminates every operation. */
  public void terminate() {
    script = () -> CompletableFuture.completedFuture(Clearance.TERMINATED);
  }

  /** Pauses every operation. */
  public void pause() {
    script =
        () -> {
          paused.countDown();
          return resumed;
        };
  }

  /** Lets every operation that is paused go on. */
  public void resume() {
    resumed.complete(Clearance.PROCEED);
  }

  /** Waits until a call is held up by {@link #pause()}. */
  public void awaitPausedCall() {
    Patience.await(paused);
  }

  /**
   * Fails to answer.
   *
   * @param fault in which way
   */
  public void fail(StageFault fault) {
    script = fault::stage;
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<Clearance> clearance(ToolCall call) {
    return script.get();
  }
}

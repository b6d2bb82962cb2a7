// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.testkit.Await;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scripted operator, which lets everything proceed until the test changes it. Thread-safe. */
public final class ScriptedCallClearance implements CallClearance {
  private final CountDownLatch paused = new CountDownLatch(1);
  private final CompletableFuture<Clearance> resumed = new CompletableFuture<>();
  private final Map<Object, CompletableFuture<@Nullable Void>> watching = new ConcurrentHashMap<>();
  private volatile boolean terminated;
  private volatile Supplier<@Nullable CompletionStage<Clearance>> script =
      () -> CompletableFuture.completedFuture(Clearance.PROCEED);

  /** Terminates every operation, including those that wait for something else. */
  public void terminate() {
    script = () -> CompletableFuture.completedFuture(Clearance.TERMINATED);
    terminated = true;
    watching.values().forEach(watch -> watch.complete(null));
    resumed.complete(Clearance.TERMINATED);
  }

  /** Pauses every operation. */
  public void pause() {
    script =
        () -> {
          paused.countDown();
          return resumed;
        };
  }

  /** Resumes every paused operation. */
  public void resume() {
    resumed.complete(Clearance.PROCEED);
  }

  /** Waits until a call is held by {@link #pause()}. */
  public void awaitPausedCall() {
    Await.await(paused);
  }

  /**
   * Fails to answer.
   *
   * @param fault the fault
   */
  public void fail(StageFault fault) {
    script = fault::stage;
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<Clearance> clearance(ToolCall call) {
    return script.get();
  }

  @Override
  public CompletionStage<Void> termination(ToolCall call) {
    CompletableFuture<@Nullable Void> watch = new CompletableFuture<>();
    Object key = new Object();
    watching.put(key, watch);
    CompletableFuture<?> unused = watch.whenComplete((nothing, failure) -> watching.remove(key));
    if (terminated) {
      watch.complete(null);
    }
    return watch;
  }

  /**
   * Returns the number of watched terminations.
   *
   * @return those that were neither completed nor cancelled
   */
  public int watching() {
    return watching.size();
  }
}

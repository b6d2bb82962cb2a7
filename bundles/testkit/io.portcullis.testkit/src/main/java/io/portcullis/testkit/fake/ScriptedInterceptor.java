// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A scripted interceptor; it creates no verdict itself. Thread-safe. */
public final class ScriptedInterceptor implements GovernanceInterceptor {
  private final LongAdder checks = new LongAdder();
  private volatile Function<ToolCall, @Nullable CompletionStage<Verdict>> script;

  /**
   * Creates an interceptor that answers by a function.
   *
   * @param script returns the verdict of a call; may break the contract
   */
  public ScriptedInterceptor(Function<ToolCall, @Nullable CompletionStage<Verdict>> script) {
    this.script = script;
  }

  /**
   * Creates an interceptor that returns the same verdict for every call.
   *
   * @param verdict the verdict
   * @return a new interceptor
   */
  public static ScriptedInterceptor saying(Verdict verdict) {
    return new ScriptedInterceptor(call -> CompletableFuture.completedFuture(verdict));
  }

  /**
   * Creates an interceptor that fails to answer.
   *
   * @param fault the fault
   * @return a new interceptor
   */
  public static ScriptedInterceptor failing(StageFault fault) {
    return new ScriptedInterceptor(call -> fault.stage());
  }

  /**
   * Answers by another function from now on.
   *
   * @param next returns the verdict of a call
   */
  public void script(Function<ToolCall, @Nullable CompletionStage<Verdict>> next) {
    script = next;
  }

  /**
   * Returns the number of evaluated calls.
   *
   * @return the count
   */
  public long checks() {
    return checks.sum();
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<Verdict> check(ToolCall call) {
    checks.increment();
    return script.apply(call);
  }
}

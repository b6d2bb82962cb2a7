// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.ModePolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An interceptor that replaces the runtime interceptor while the mode is lenient and no runtime is
 * present. It allows nothing by itself: each call is a fault, which the current mode decides.
 * Thread-safe.
 */
public final class PassThroughInterceptor extends DelegatingInterceptor {
  /** The name in records and consoles. */
  public static final String NAME = "pass-through";

  private final Supplier<ModePolicy> mode;

  /**
   * Creates the interceptor.
   *
   * @param mode the current mode policy
   * @param gateway the call reporter, or null without one
   */
  public PassThroughInterceptor(
      Supplier<ModePolicy> mode, Supplier<@Nullable CallReporter> gateway) {
    super(gateway);
    this.mode = mode;
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    return CompletableFuture.completedFuture(
        mode.get().onFault("no runtime is available to decide this call"));
  }
}

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
 * Stands in for the runtime interceptor while a lenient mode is in force and no runtime is there.
 * It allows nothing by itself: each call is a fault, and the mode of that moment says what becomes
 * of it.
 */
public final class PassThroughInterceptor extends DelegatingInterceptor {
  /** Its word in records and consoles. */
  public static final String NAME = "pass-through";

  private final Supplier<ModePolicy> mode;

  /**
   * Passes on what the mode lets through.
   *
   * @param mode the mode policy of each moment
   * @param gateway where everything that is not the check goes; gives null while there is none
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

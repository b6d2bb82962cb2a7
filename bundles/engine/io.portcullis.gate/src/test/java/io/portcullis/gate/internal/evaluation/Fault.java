// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a service that answers with a stage can fail to answer. */
public enum Fault {
  THROWS,
  THROWS_LINKAGE_ERROR,
  THROWS_ERROR,
  NULL_STAGE,
  NULL_VALUE,
  FAILS,
  FAILS_WITH_LINKAGE_ERROR,
  CANCELLED,
  MINIMAL_NULL,
  DEAF_STAGE,
  NEVER_COMPLETES;

  public <T> CompletionStage<T> stage() {
    return switch (this) {
      case THROWS -> throw new IllegalStateException("on purpose");
      case THROWS_LINKAGE_ERROR -> throw new NoClassDefFoundError("on purpose");
      case THROWS_ERROR -> throw new AssertionError("on purpose");
      case NULL_STAGE -> null;
      case NULL_VALUE -> CompletableFuture.completedFuture(null);
      case FAILS -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
      case FAILS_WITH_LINKAGE_ERROR ->
          CompletableFuture.failedFuture(new NoClassDefFoundError("on purpose"));
      case CANCELLED -> {
        CompletableFuture<T> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        yield cancelled;
      }
      case MINIMAL_NULL -> OddStages.minimal(null);
      case DEAF_STAGE -> OddStages.deaf();
      case NEVER_COMPLETES -> new CompletableFuture<>();
    };
  }
}

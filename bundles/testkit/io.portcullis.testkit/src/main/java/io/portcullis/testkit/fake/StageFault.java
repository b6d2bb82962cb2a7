// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The ways in which a service that answers with a stage can fail to answer. */
public enum StageFault {
  /** The method throws. */
  THROWS,
  /** The method throws the error of a refreshed bundle. */
  THROWS_LINKAGE_ERROR,
  /** The method returns null. */
  NO_STAGE,
  /** The stage completes with null. */
  NO_VALUE,
  /** The stage completes exceptionally. */
  FAILS,
  /** The stage completes with the error of a refreshed bundle. */
  FAILS_WITH_LINKAGE_ERROR,
  /** The stage never completes. */
  NEVER_COMPLETES;

  /**
   * Fails in this way.
   *
   * @param <T> the type of the missing answer
   * @return the faulty answer
   */
  @SuppressWarnings("NullAway") // breaking the contract is the purpose
  public <T> @Nullable CompletionStage<T> stage() {
    return switch (this) {
      case THROWS -> throw new IllegalStateException("thrown on purpose");
      case THROWS_LINKAGE_ERROR -> throw new NoClassDefFoundError("thrown on purpose");
      case NO_STAGE -> null;
      case NO_VALUE -> CompletableFuture.completedFuture(null);
      case FAILS -> CompletableFuture.failedFuture(new IllegalStateException("failed on purpose"));
      case FAILS_WITH_LINKAGE_ERROR ->
          CompletableFuture.failedFuture(new NoClassDefFoundError("failed on purpose"));
      case NEVER_COMPLETES -> new CompletableFuture<>();
    };
  }
}

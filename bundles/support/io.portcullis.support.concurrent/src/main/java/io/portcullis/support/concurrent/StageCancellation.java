// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.concurrent;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels stages of other components, which may break their contract. Thread-safe. */
public final class StageCancellation {
  private static final Logger LOG = LoggerFactory.getLogger(StageCancellation.class);

  private StageCancellation() {}

  /**
   * Cancels a stage if it is a future. A failure is only logged.
   *
   * @param stage a stage whose result is no longer needed
   */
  public static void cancel(CompletionStage<?> stage) {
    if (stage instanceof Future<?> future) {
      try {
        future.cancel(false);
      } catch (RuntimeException | LinkageError e) {
        LOG.debug("Cannot cancel {}", stage.getClass().getName(), e);
      }
    }
  }
}

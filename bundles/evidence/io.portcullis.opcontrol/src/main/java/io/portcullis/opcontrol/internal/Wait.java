// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import io.portcullis.api.OperationControl.Clearance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stage that somebody has and nobody has completed yet.
 *
 * @param <T> what it completes with
 */
abstract class Wait<T extends @Nullable Object> {
  final Subject subject;
  final CompletableFuture<T> future = new CompletableFuture<>();

  /** Whether a courier is to look at it; once is enough. */
  final AtomicBoolean toBeLookedAt = new AtomicBoolean();

  private Wait(Subject subject) {
    this.subject = subject;
  }

  /** Tells of the termination. */
  abstract void terminate();

  /** Tells that nothing stands in the way. */
  abstract void proceed();

  /** Whether it ends when nothing stands in the way any more. */
  abstract boolean endsWhenRunning();

  /** A paused call. */
  static final class ForClearance extends Wait<Clearance> {
    ForClearance(Subject subject) {
      super(subject);
    }

    @Override
    void terminate() {
      future.complete(Clearance.TERMINATED);
    }

    @Override
    void proceed() {
      future.complete(Clearance.PROCEED);
    }

    @Override
    boolean endsWhenRunning() {
      return true;
    }
  }

  /** A call that waits for something else. */
  static final class ForTermination extends Wait<@Nullable Void> {
    ForTermination(Subject subject) {
      super(subject);
    }

    @Override
    void terminate() {
      future.complete(null);
    }

    @Override
    void proceed() {}

    @Override
    boolean endsWhenRunning() {
      return false;
    }
  }
}

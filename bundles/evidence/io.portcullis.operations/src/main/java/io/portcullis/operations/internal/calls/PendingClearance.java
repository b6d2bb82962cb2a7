// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.operations.internal.orders.CallSubject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stage that somebody has and nobody has completed yet.
 *
 * @param <T> what it completes with
 */
public abstract class PendingClearance<T extends @Nullable Object> {
  public final CallSubject subject;
  public final CompletableFuture<T> future = new CompletableFuture<>();

  /** Whether a courier is to look at it; once is enough. */
  public final AtomicBoolean toBeLookedAt = new AtomicBoolean();

  private PendingClearance(CallSubject subject) {
    this.subject = subject;
  }

  /** Tells of the termination. */
  public abstract void terminate();

  /** Tells that nothing stands in the way. */
  public abstract void proceed();

  /** Whether it ends when nothing stands in the way any more. */
  public abstract boolean endsWhenRunning();

  /** A paused call. */
  public static final class ForClearance extends PendingClearance<Clearance> {
    public ForClearance(CallSubject subject) {
      super(subject);
    }

    @Override
    public void terminate() {
      future.complete(Clearance.TERMINATED);
    }

    @Override
    public void proceed() {
      future.complete(Clearance.PROCEED);
    }

    @Override
    public boolean endsWhenRunning() {
      return true;
    }
  }

  /** A call that waits for something else. */
  public static final class ForTermination extends PendingClearance<@Nullable Void> {
    public ForTermination(CallSubject subject) {
      super(subject);
    }

    @Override
    public void terminate() {
      future.complete(null);
    }

    @Override
    public void proceed() {}

    @Override
    public boolean endsWhenRunning() {
      return false;
    }
  }
}

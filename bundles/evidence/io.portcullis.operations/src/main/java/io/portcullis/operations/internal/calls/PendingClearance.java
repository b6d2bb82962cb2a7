// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.operations.internal.orders.CallSubject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stage that a caller holds and that is not complete yet.
 *
 * @param <T> the type of its result
 */
public abstract class PendingClearance<T extends @Nullable Object> {
  public final CallSubject subject;
  public final CompletableFuture<T> future = new CompletableFuture<>();

  /** Whether a recheck of the orders is queued; one is enough. */
  public final AtomicBoolean recheckQueued = new AtomicBoolean();

  private PendingClearance(CallSubject subject) {
    this.subject = subject;
  }

  /** Completes the stage because the call is terminated. */
  public abstract void terminate();

  /** Completes the stage because no order stops the call. */
  public abstract void proceed();

  /** Returns whether the stage completes when no order stops the call any more. */
  public abstract boolean endsWhenRunning();

  /** The clearance of a paused call. */
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

  /** The notification of a call that waits for something else. */
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

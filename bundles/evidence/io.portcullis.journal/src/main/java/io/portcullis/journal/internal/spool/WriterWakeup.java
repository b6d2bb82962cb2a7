// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Parks and wakes the writer thread. */
public final class WriterWakeup {
  private final AtomicBoolean resting = new AtomicBoolean();
  private volatile @Nullable Thread writer;

  /** Parks for a maximum time or until woken. Called by the writer only. */
  public void rest(long nanos, BooleanSupplier somethingToDo) {
    writer = Thread.currentThread();
    resting.set(true);
    if (!somethingToDo.getAsBoolean()) { // checked again: a wake-up just before would be lost
      LockSupport.parkNanos(this, nanos);
    }
    resting.set(false);
  }

  /** Wakes the writer if it is parked; cheap if it is not. */
  public void wake() {
    if (resting.get() && resting.getAndSet(false)) {
      LockSupport.unpark(writer);
    }
  }
}

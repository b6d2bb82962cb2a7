// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps a registration exactly while it is needed, without a lock: registry calls run listeners of
 * other bundles, which may hold their own locks.
 *
 * <p>Each thread that sees a change calls {@link #reconcile}. If nothing has changed when it
 * returns, the registration exists if it is needed. Each caller that needs it creates a new one
 * <em>before</em> it withdraws the ones that it had seen, and withdraws only those.
 */
final class Ceiling {
  private final List<Runnable> withdrawals = new CopyOnWriteArrayList<>();
  private final BooleanSupplier needed;
  private final Supplier<Runnable> registration;

  /**
   * @param needed whether the registration must exist now
   * @param registration registers the service and returns the action that withdraws it
   */
  Ceiling(BooleanSupplier needed, Supplier<Runnable> registration) {
    this.needed = needed;
    this.registration = registration;
  }

  void reconcile() {
    boolean wanted;
    do {
      List<Runnable> seen = List.copyOf(withdrawals);
      wanted = needed.getAsBoolean();
      if (wanted) {
        withdrawals.add(registration.get());
      }
      withdraw(seen);
    } while (wanted != needed.getAsBoolean());
  }

  private void withdraw(List<Runnable> seen) {
    for (Runnable withdrawal : seen) {
      if (withdrawals.remove(withdrawal)) {
        withdrawal.run();
      }
    }
  }
}

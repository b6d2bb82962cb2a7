// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps a registration up exactly while it is needed, without a lock: registry calls run other
 * bundles' listeners, which may hold locks of their own.
 *
 * <p>Whoever sees a change calls {@link #reconcile}. When it returns and nothing has changed since,
 * the registration is up if it is needed: each caller that needs it makes a new one <em>before</em>
 * it takes away those that it had seen, and takes away only those.
 */
final class Ceiling {
  private final List<Runnable> withdrawals = new CopyOnWriteArrayList<>();
  private final BooleanSupplier needed;
  private final Supplier<Runnable> registration;

  /**
   * @param needed whether the registration must be up now
   * @param registration registers and gives what withdraws that registration again
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The open stages, so many at most. One that its owner cancels or completes is dropped at once.
 * Thread-safe.
 */
final class Waits {
  private final int most;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Wait<?>> open = ConcurrentHashMap.newKeySet();

  Waits(int most) {
    this.most = most;
  }

  /** Takes one in, unless there are too many. */
  boolean add(Wait<?> wait) {
    if (number.incrementAndGet() > most) {
      number.decrementAndGet();
      return false;
    }
    open.add(wait);
    CompletableFuture<?> unused = wait.future.whenComplete((value, failure) -> remove(wait));
    return true;
  }

  /** Whether this very call has dropped it: whoever has may complete it. */
  boolean remove(Wait<?> wait) {
    boolean mine = take(wait);
    if (mine) {
      release();
    }
    return mine;
  }

  /** Like {@link #remove}, but its place stays taken until {@link #release}. */
  boolean take(Wait<?> wait) {
    return open.remove(wait);
  }

  void release() {
    number.decrementAndGet();
  }

  /** Those to which something applies; one that comes meanwhile may be missed. */
  List<Wait<?>> all(Predicate<Wait<?>> choice) {
    List<Wait<?>> chosen = new ArrayList<>();
    open.forEach(
        wait -> {
          if (choice.test(wait)) {
            chosen.add(wait);
          }
        });
    return chosen;
  }

  int size() {
    return number.get();
  }
}

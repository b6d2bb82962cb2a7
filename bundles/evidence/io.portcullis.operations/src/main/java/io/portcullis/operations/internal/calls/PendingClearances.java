// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

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
public final class PendingClearances {
  private final int most;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<PendingClearance<?>> open = ConcurrentHashMap.newKeySet();

  public PendingClearances(int most) {
    this.most = most;
  }

  /** Takes one in, unless there are too many. */
  public boolean add(PendingClearance<?> wait) {
    if (number.incrementAndGet() > most) {
      number.decrementAndGet();
      return false;
    }
    open.add(wait);
    CompletableFuture<?> unused = wait.future.whenComplete((value, failure) -> remove(wait));
    return true;
  }

  /** Whether this very call has dropped it: whoever has may complete it. */
  public boolean remove(PendingClearance<?> wait) {
    boolean mine = take(wait);
    if (mine) {
      release();
    }
    return mine;
  }

  /** Like {@link #remove}, but its place stays taken until {@link #release}. */
  public boolean take(PendingClearance<?> wait) {
    return open.remove(wait);
  }

  public void release() {
    number.decrementAndGet();
  }

  /** Those to which something applies; one that comes meanwhile may be missed. */
  public List<PendingClearance<?>> all(Predicate<PendingClearance<?>> choice) {
    List<PendingClearance<?>> chosen = new ArrayList<>();
    open.forEach(
        wait -> {
          if (choice.test(wait)) {
            chosen.add(wait);
          }
        });
    return chosen;
  }

  public int size() {
    return number.get();
  }
}

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
 * A bounded set of pending clearances. A clearance that its caller cancels or completes is removed
 * at once. Thread-safe.
 */
public final class PendingClearances {
  private final int maxSize;
  private final AtomicInteger occupied = new AtomicInteger();
  private final Set<PendingClearance<?>> open = ConcurrentHashMap.newKeySet();

  /** Creates an empty set with a maximum size. */
  public PendingClearances(int maxSize) {
    this.maxSize = maxSize;
  }

  /** Adds a clearance and returns true, or returns false if the set is full. */
  public boolean add(PendingClearance<?> wait) {
    if (occupied.incrementAndGet() > maxSize) {
      occupied.decrementAndGet();
      return false;
    }
    open.add(wait);
    CompletableFuture<?> unused = wait.future.whenComplete((value, failure) -> remove(wait));
    return true;
  }

  /** Removes a clearance. Returns true to one caller only, which then completes it. */
  public boolean remove(PendingClearance<?> wait) {
    boolean mine = take(wait);
    if (mine) {
      release();
    }
    return mine;
  }

  /**
   * Removes a clearance like {@link #remove}, but keeps its place occupied until {@link #release}.
   */
  public boolean take(PendingClearance<?> wait) {
    return open.remove(wait);
  }

  /** Frees the place of a clearance that was taken. */
  public void release() {
    occupied.decrementAndGet();
  }

  /**
   * Returns the clearances that the predicate accepts. One that is added meanwhile may be missing.
   */
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

  /** Returns the number of occupied places. */
  public int size() {
    return occupied.get();
  }
}

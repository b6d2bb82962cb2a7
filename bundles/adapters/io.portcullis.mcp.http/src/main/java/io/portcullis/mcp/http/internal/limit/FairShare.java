// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * A capacity that is divided among owners, such as agents, so that no owner can use it up. An owner
 * may hold as much as is free: alone about one half, and each further one at least half of what the
 * others left. Owners need not be known before, and nothing is taken back (the dynamic thresholds
 * of Choudhury and Hahne for shared buffers). Thread-safe.
 */
public final class FairShare {
  private final long capacity;
  private final boolean divided;
  private final Map<Object, Long> used = new HashMap<>();
  private long total;

  /**
   * Creates a capacity that is free.
   *
   * @param divided whether several owners are possible; if not, one owner may use all of it
   */
  public FairShare(long capacity, boolean divided) {
    this.capacity = capacity;
    this.divided = divided;
  }

  /** Takes an amount for an owner; takes nothing and returns false beyond its share. */
  public synchronized boolean take(Object owner, long amount) {
    long free = capacity - total;
    long own = used.getOrDefault(owner, 0L) + amount;
    if (amount > free || (divided && own > free)) {
      return false;
    }
    total += amount;
    used.put(owner, own);
    return true;
  }

  /** Gives back an amount that was taken for the owner. */
  public synchronized void give(Object owner, long amount) {
    long own = used.getOrDefault(owner, 0L) - amount;
    total -= amount;
    if (own > 0) {
      used.put(owner, own);
    } else {
      used.remove(owner);
    }
  }

  synchronized long left() {
    return capacity - total;
  }

  /** Returns the amount in use. */
  public synchronized long used() {
    return total;
  }
}

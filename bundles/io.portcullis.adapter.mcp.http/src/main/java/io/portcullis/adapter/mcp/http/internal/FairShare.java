// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.api.AgentIdentity;
import java.util.HashMap;
import java.util.Map;

/**
 * Divides a capacity among agents, so that none of them can use it up. An agent may hold as much as
 * is free: alone about one half, and each further agent at least half of what the others left. No
 * agent needs to be known before, and nothing is taken back (the dynamic thresholds of Choudhury
 * and Hahne for shared buffers). Thread-safe.
 */
final class FairShare {
  private final long capacity;
  private final boolean divided;
  private final Map<AgentIdentity, Long> used = new HashMap<>();
  private long total;

  /**
   * A capacity that nobody uses yet.
   *
   * @param divided whether there can be more than one agent; if not, one may have all of it
   */
  FairShare(long capacity, boolean divided) {
    this.capacity = capacity;
    this.divided = divided;
  }

  /** Takes so much for an agent; takes nothing and returns false if that is beyond its share. */
  synchronized boolean take(AgentIdentity agent, long amount) {
    long free = capacity - total;
    long own = used.getOrDefault(agent, 0L) + amount;
    if (amount > free || (divided && own > free)) {
      return false;
    }
    total += amount;
    used.put(agent, own);
    return true;
  }

  /** Gives back what was taken for the agent. */
  synchronized void give(AgentIdentity agent, long amount) {
    long own = used.getOrDefault(agent, 0L) - amount;
    total -= amount;
    if (own > 0) {
      used.put(agent, own);
    } else {
      used.remove(agent);
    }
  }

  synchronized long left() {
    return capacity - total;
  }

  synchronized long used() {
    return total;
  }
}

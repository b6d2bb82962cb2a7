// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import java.util.HashMap;
import java.util.Map;

/**
 * The number of subjects in use, in all and by agent, so that invented names harm only their
 * inventor. Guarded by the lock of the history.
 */
public final class SubjectShares {
  private final int most;
  private final int mostForAgent;
  private final Map<String, Integer> shares = new HashMap<>();
  private int used;

  /**
   * Starts without subjects.
   *
   * @param most the maximum number of subjects
   * @param mostForAgent the maximum number of subjects that the calls of one agent create
   */
  public SubjectShares(int most, int mostForAgent) {
    this.most = most;
    this.mostForAgent = mostForAgent;
  }

  public boolean hasRoom(String agent) {
    return used < most && shares.getOrDefault(agent, 0) < mostForAgent;
  }

  public void take(String agent) {
    used++;
    shares.merge(agent, 1, Integer::sum);
  }

  public void giveBack(String agent) {
    used--;
    shares.computeIfPresent(agent, (name, share) -> share == 1 ? null : share - 1);
  }

  public int used() {
    return used;
  }
}

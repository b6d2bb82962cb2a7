// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.budget;

import java.util.List;

/**
 * The budget of a document, ready to check. Immutable.
 *
 * @param counters the limits with their counters, the monthly ones first
 * @param suspends whether a call beyond a limit also suspends the agent
 */
public record Budget(List<BudgetCounter> counters, boolean suspends) {

  public Budget {
    counters = List.copyOf(counters);
  }
}

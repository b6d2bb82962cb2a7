// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import java.util.List;

/**
 * The number of approvals that a call needs, and the groups that may give them.
 *
 * @param needed the number of different people
 * @param rules the groups by tool; the first match counts
 */
public record Entitlement(int needed, List<GroupRule> rules) {
  public Entitlement {
    rules = List.copyOf(rules);
  }

  /** Returns the groups whose reviewers may decide, empty if any reviewer may. */
  public List<String> groups(String tool) {
    return rules.stream()
        .filter(rule -> rule.matches(tool))
        .findFirst()
        .map(GroupRule::groups)
        .orElse(List.of());
  }
}

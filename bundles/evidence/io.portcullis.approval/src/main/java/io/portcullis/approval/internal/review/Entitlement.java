// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import java.util.List;

/**
 * How many of whom must approve which call.
 *
 * @param needed how many different people
 * @param rules who may decide; the first that fits counts
 */
public record Entitlement(int needed, List<GroupRule> rules) {
  public Entitlement {
    rules = List.copyOf(rules);
  }

  /** The groups whose reviewers may decide; empty if any reviewer may. */
  public List<String> groups(String tool) {
    return rules.stream()
        .filter(rule -> rule.fits(tool))
        .findFirst()
        .map(GroupRule::groups)
        .orElse(List.of());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * The decision of a policy that was only tried out.
 *
 * @param dryRun whether the policy was only tried out
 * @param decision the word of its decision, or empty
 * @param matchedRuleId the rule that matched, or empty
 */
public record ShadowDecision(boolean dryRun, String decision, String matchedRuleId) {
  /** No policy was tried out. */
  public static final ShadowDecision NONE = new ShadowDecision(false, "", "");

  /** Refuses null. */
  public ShadowDecision {
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(matchedRuleId, "matchedRuleId");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * What a policy would have decided that was only tried out.
 *
 * @param dryRun whether it was only tried out
 * @param decision the word of what it would have decided, or empty
 * @param matchedRuleId the rule that matched, or empty
 */
public record ShadowDecision(boolean dryRun, String decision, String matchedRuleId) {
  /** Nothing was tried out. */
  public static final ShadowDecision NONE = new ShadowDecision(false, "", "");

  /** Refuses null. */
  public ShadowDecision {
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(matchedRuleId, "matchedRuleId");
  }
}

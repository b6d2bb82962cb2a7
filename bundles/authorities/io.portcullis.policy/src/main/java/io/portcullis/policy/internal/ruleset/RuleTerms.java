// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import java.time.Duration;
import java.util.List;

/**
 * What a rule demands when it applies. Immutable.
 *
 * @param approvers the groups whose members may approve; empty for any reviewer
 * @param timeout how long an approval may take
 * @param redact the values that are replaced before the tool runs
 * @param message a text for the agent, or empty
 */
public record RuleTerms(
    List<String> approvers, Duration timeout, List<RedactionPointer> redact, String message) {

  public RuleTerms {
    approvers = List.copyOf(approvers);
    redact = List.copyOf(redact);
  }
}

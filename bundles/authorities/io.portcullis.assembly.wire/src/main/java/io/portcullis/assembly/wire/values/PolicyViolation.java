// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * An action that a policy stopped.
 *
 * @param policyRule the rule, or empty
 * @param blockedAction the stopped action
 * @param reason the reason
 * @param latencyMs how long the decision took in milliseconds
 */
public record PolicyViolation(
    String policyRule, String blockedAction, String reason, long latencyMs) implements EventDetail {
  /** Refuses null. */
  public PolicyViolation {
    Objects.requireNonNull(policyRule, "policyRule");
    Objects.requireNonNull(blockedAction, "blockedAction");
    Objects.requireNonNull(reason, "reason");
  }

  @Override
  public Kind kind() {
    return Kind.VIOLATION;
  }
}

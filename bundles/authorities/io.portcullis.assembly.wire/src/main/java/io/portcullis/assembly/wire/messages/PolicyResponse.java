// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import java.util.List;
import java.util.Objects;

/**
 * Answers the oldest open query of its connection.
 *
 * @param decisionNumber the number of the decision on the wire; see {@link #decision()}
 * @param reason the reason, or empty
 * @param policyRule the rule that decided, or empty
 * @param approvalId the id under which a pending action awaits its {@link ApprovalNotice}, or empty
 * @param redact changes to the arguments; a denial may have some too
 * @param latencyMicros how long the decision took in microseconds
 */
public record PolicyResponse(
    int decisionNumber,
    String reason,
    String policyRule,
    String approvalId,
    List<RedactRule> redact,
    long latencyMicros)
    implements RuntimeMessage {
  /** Copies the list; refuses null. */
  public PolicyResponse {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(policyRule, "policyRule");
    Objects.requireNonNull(approvalId, "approvalId");
    redact = List.copyOf(redact);
  }

  /**
   * Creates an answer without approval or changes.
   *
   * @param decision the decision; {@link Decision#UNKNOWN} is written as an unused number
   * @param reason the reason, or empty
   * @param policyRule the rule that decided, or empty
   * @return the answer
   */
  public static PolicyResponse of(Decision decision, String reason, String policyRule) {
    return new PolicyResponse(decision.number(), reason, policyRule, "", List.of(), 0);
  }

  /**
   * Creates an answer about an action that awaits approval.
   *
   * @param approvalId the id of the approval
   * @param reason the reason, or empty
   * @param policyRule the rule that decided, or empty
   * @return the answer
   */
  public static PolicyResponse pending(String approvalId, String reason, String policyRule) {
    return new PolicyResponse(
        Decision.PENDING.number(), reason, policyRule, approvalId, List.of(), 0);
  }

  /**
   * Returns the decision.
   *
   * @return {@link Decision#UNSPECIFIED} if the answer has no decision, {@link Decision#UNKNOWN}
   *     for a number of a newer protocol; neither is a verdict
   */
  public Decision decision() {
    return Decision.of(decisionNumber);
  }

  @Override
  public Kind kind() {
    return Kind.POLICY_RESPONSE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import java.util.List;
import java.util.Objects;

/**
 * Answers the oldest open query of its connection.
 *
 * @param decisionNumber what was decided, as the number on the wire; see {@link #decision()}
 * @param reason why, or empty
 * @param policyRule which rule decided, or empty
 * @param approvalId under which a pending action waits for its {@link ApprovalNotice}, or empty
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
   * An answer without approval or changes.
   *
   * @param decision what was decided; {@link Decision#UNKNOWN} is written as a number that nobody
   *     knows
   * @param reason why, or empty
   * @param policyRule which rule decided, or empty
   * @return the answer
   */
  public static PolicyResponse of(Decision decision, String reason, String policyRule) {
    return new PolicyResponse(decision.number(), reason, policyRule, "", List.of(), 0);
  }

  /**
   * An answer that has to wait for a person.
   *
   * @param approvalId under which it waits
   * @param reason why, or empty
   * @param policyRule which rule decided, or empty
   * @return the answer
   */
  public static PolicyResponse pending(String approvalId, String reason, String policyRule) {
    return new PolicyResponse(
        Decision.PENDING.number(), reason, policyRule, approvalId, List.of(), 0);
  }

  /**
   * What was decided.
   *
   * @return {@link Decision#UNSPECIFIED} if the answer does not say, {@link Decision#UNKNOWN} for a
   *     number of a newer protocol; neither is a verdict
   */
  public Decision decision() {
    return Decision.of(decisionNumber);
  }

  @Override
  public Kind kind() {
    return Kind.POLICY_RESPONSE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import java.util.Objects;

/**
 * What became of a request for approval.
 *
 * @param outcome what was decided
 * @param tool the tool that the approver was shown
 * @param argumentsDigest the {@linkplain ToolCall#argumentsDigest() digest} of the arguments that
 *     the approver was shown
 * @param decidedBy who decided, or empty
 * @param reason the approver's words, or what failed
 */
public record ApprovalDecision(
    Outcome outcome, String tool, String argumentsDigest, String decidedBy, String reason) {

  /** How a request for approval can end. */
  public enum Outcome {
    /** The call may run once. */
    APPROVED,
    /** The call must not run. */
    REJECTED,
    /** Nobody decided in time. */
    EXPIRED,
    /** The request could not be decided: no channel, channel gone, id unknown. */
    UNAVAILABLE
  }

  /** Refuses nulls. */
  public ApprovalDecision {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(argumentsDigest, "argumentsDigest");
    Objects.requireNonNull(decidedBy, "decidedBy");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * A request that could not be decided.
   *
   * @param reason what failed
   * @return the decision
   */
  public static ApprovalDecision unavailable(String reason) {
    return new ApprovalDecision(Outcome.UNAVAILABLE, "", "", "", reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import java.util.Objects;

/**
 * The result of a request for approval.
 *
 * @param outcome the outcome of the request
 * @param tool the tool as shown to the approver
 * @param argumentsDigest the {@linkplain ToolCall#argumentsDigest() digest} of the arguments as
 *     shown to the approver
 * @param decidedBy the reviewers who decided, or empty
 * @param reason the approver's words, or the fault
 */
public record ApprovalDecision(
    Outcome outcome, String tool, String argumentsDigest, String decidedBy, String reason) {

  /** The outcomes of a request for approval. */
  public enum Outcome {
    /** The call may run once. */
    APPROVED,
    /** The call must not run. */
    REJECTED,
    /** No decision arrived in time. */
    EXPIRED,
    /** The request could not be decided: the channel is missing or closed, or the id is unknown. */
    UNAVAILABLE
  }

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException if an argument is null
   */
  public ApprovalDecision {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(argumentsDigest, "argumentsDigest");
    Objects.requireNonNull(decidedBy, "decidedBy");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Returns the result of a request that could not be decided.
   *
   * @param reason the fault, for people
   * @return the decision
   */
  public static ApprovalDecision unavailable(String reason) {
    return new ApprovalDecision(Outcome.UNAVAILABLE, "", "", "", reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import java.util.Objects;

/**
 * The decision of an approval. Only an explicit approval approves: a missing answer is a rejection.
 *
 * @param approvalId the id of the approval, from {@link PolicyResponse#approvalId()}
 * @param approved whether the action may run
 * @param decidedBy who decided; {@code timeout} if the approval expired
 * @param reason the reason, or empty
 * @param decidedAtUnixMs the time of the decision, in milliseconds since 1970, or 0
 */
public record ApprovalNotice(
    String approvalId, boolean approved, String decidedBy, String reason, long decidedAtUnixMs)
    implements RuntimeMessage {
  /** Refuses null. */
  public ApprovalNotice {
    Objects.requireNonNull(approvalId, "approvalId");
    Objects.requireNonNull(decidedBy, "decidedBy");
    Objects.requireNonNull(reason, "reason");
  }

  @Override
  public Kind kind() {
    return Kind.APPROVAL_DECISION;
  }
}

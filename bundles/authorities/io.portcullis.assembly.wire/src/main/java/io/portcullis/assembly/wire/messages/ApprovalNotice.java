// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import java.util.Objects;

/**
 * What became of an approval. It was approved only if it says so: a missing answer is a rejection.
 *
 * @param approvalId which approval, as {@link PolicyResponse#approvalId()} named it
 * @param approved whether the action may run
 * @param decidedBy who decided; {@code timeout} if nobody did in time
 * @param reason why, or empty
 * @param decidedAtUnixMs when, in milliseconds since 1970, or 0
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

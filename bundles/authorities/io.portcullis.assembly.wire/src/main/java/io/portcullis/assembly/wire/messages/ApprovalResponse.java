// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import java.util.Objects;

/**
 * An approval that was decided on the agent's side.
 *
 * @param decision the decision
 */
public record ApprovalResponse(ApprovalNotice decision) implements ClientMessage {
  /** Refuses null. */
  public ApprovalResponse {
    Objects.requireNonNull(decision, "decision");
  }

  @Override
  public Kind kind() {
    return Kind.APPROVAL_RESPONSE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ApprovalChannel;
import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.ApprovalDesk.Ruling;
import io.portcullis.api.ToolCall;
import io.portcullis.testkit.contract.ApprovalChannelContract;

class ApprovalQueueContractTest extends ApprovalChannelContract {
  private final ApprovalQueue queue = new QueueRig().queue();

  @Override
  protected ApprovalChannel channel() {
    return queue;
  }

  @Override
  protected void decide(ToolCall call, ApprovalDecision.Outcome outcome) {
    boolean approve = outcome == ApprovalDecision.Outcome.APPROVED;
    assertThat(queue.decide(QueueRig.idOf(queue, call.id()), QueueRig.LOCAL, approve, ""))
        .isEqualTo(approve ? Ruling.APPROVED : Ruling.REJECTED);
  }
}

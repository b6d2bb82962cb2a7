// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
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
        .isEqualTo(approve ? ReviewResult.APPROVED : ReviewResult.REJECTED);
  }
}

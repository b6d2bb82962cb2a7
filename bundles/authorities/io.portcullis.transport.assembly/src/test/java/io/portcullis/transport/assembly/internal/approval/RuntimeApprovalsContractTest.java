// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.testkit.contract.ApprovalChannelContract;
import io.portcullis.transport.assembly.internal.connect.TestTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

class RuntimeApprovalsContractTest extends ApprovalChannelContract {
  private final RuntimeApprovals approvals =
      new RuntimeApprovals(
          new TestTime(Runnable::run),
          Runnable::run,
          Duration.ofSeconds(300),
          8,
          (call, pending) ->
              CompletableFuture.completedFuture(ApprovalDecision.unavailable("no other channel")));

  /** The contract asks for calls that the runtime must have left pending. */
  @Override
  protected ApprovalChannel channel() {
    return (call, pending) -> {
      approvals.expect(call, pending.approvalId());
      return approvals.request(call, pending);
    };
  }

  @Override
  protected void decide(ToolCall call, ApprovalDecision.Outcome outcome) {
    boolean approved = outcome == ApprovalDecision.Outcome.APPROVED;
    approvals.decided(
        new io.portcullis.assembly.wire.messages.ApprovalNotice("p-1", approved, "ann", "", 0));
  }
}

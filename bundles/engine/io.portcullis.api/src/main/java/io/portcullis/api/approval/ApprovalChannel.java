// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The channel that asks reviewers to approve pending calls. Thread-safe; a pending request blocks
 * no thread.
 */
@ConsumerType
public interface ApprovalChannel {

  /**
   * Requests an approval of exactly this call.
   *
   * @param call the pending call; its deadline is the end of the wait
   * @param pending the verdict that demands the approval
   * @return a stage that completes with the decision; if it is a future, the gate cancels it when
   *     the deadline passes or the call is withdrawn
   */
  CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending);
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The mapping of decisions of runtimes and approvers to verdicts. Both methods are total functions
 * without state. Thread-safe.
 */
@ProviderType
public interface DecisionMapper {

  /**
   * Maps the runtime's decision about a call.
   *
   * @param call the call that was queried
   * @param decision the answer, or null without one
   * @param mode the policy that decides faults
   * @return the verdict, never null
   */
  Verdict map(ToolCall call, @Nullable RuntimeDecision decision, ModePolicy mode);

  /**
   * Maps the answer of an approval channel about a pending call.
   *
   * @param call the pending call
   * @param pending the verdict that demanded the approval
   * @param decision the answer, or null without one
   * @param mode the policy that decides faults
   * @return an Allow or a Deny, never a Pending
   */
  Verdict mapApproval(
      ToolCall call, Verdict.Pending pending, @Nullable ApprovalDecision decision, ModePolicy mode);
}

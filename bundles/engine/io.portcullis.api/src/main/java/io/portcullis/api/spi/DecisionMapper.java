// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns what the runtime or an approver said into a verdict: total functions without state.
 * Thread-safe.
 */
@ProviderType
public interface DecisionMapper {

  /**
   * Maps the answer to a query.
   *
   * @param call the call that was asked about
   * @param decision what came back, or null if nothing did
   * @param mode decides what becomes of a fault
   * @return the verdict, never null
   */
  Verdict map(ToolCall call, @Nullable RuntimeDecision decision, ModePolicy mode);

  /**
   * Maps the answer of an approval channel to a call that was pending.
   *
   * @param call the call that waits
   * @param pending why it waits
   * @param decision what came back, or null if nothing did
   * @param mode decides what becomes of a fault
   * @return an Allow or a Deny, never a Pending
   */
  Verdict mapApproval(
      ToolCall call, Verdict.Pending pending, @Nullable ApprovalDecision decision, ModePolicy mode);
}

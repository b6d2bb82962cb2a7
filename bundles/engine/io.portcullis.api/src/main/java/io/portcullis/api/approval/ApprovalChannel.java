// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Puts a pending call before a person. Thread-safe; holds no thread while it waits. */
@ConsumerType
public interface ApprovalChannel {

  /**
   * Asks for an approval of exactly this call.
   *
   * @param call the call that waits, its deadline being the end of the wait
   * @param pending why it waits
   * @return a stage that completes with what was decided; the gate cancels it, as far as it is a
   *     future, when the deadline passes
   */
  CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending);
}

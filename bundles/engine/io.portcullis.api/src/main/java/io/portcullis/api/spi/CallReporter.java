// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service that requests approvals and records outcomes and events. It is always registered, so
 * that outcomes are reported even while every call is denied. Thread-safe.
 */
@ProviderType
public interface CallReporter {

  /**
   * Requests an approval of a pending call.
   *
   * @param call the pending call
   * @param pending the verdict that demands the approval
   * @return a stage that completes with the decision, or with {@link
   *     ApprovalDecision.Outcome#UNAVAILABLE} without an approval channel
   */
  CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending);

  /**
   * Records the decision or outcome of a call and notifies every {@link RecordListener} without
   * waiting for it. Faults of listeners are logged and have no other effect.
   *
   * @param callRecord the record
   * @return a stage that completes when the {@link Journal} has the record, and exceptionally if it
   *     could not be written or no journal is present
   */
  CompletionStage<Void> append(CallRecord callRecord);

  /**
   * Appends an event to the {@link Journal} and notifies every {@link RecordListener}, on a
   * best-effort basis and without waiting for them.
   *
   * @param event the event
   */
  void report(GovernanceEvent event);
}

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
 * Everything about a call that is not its check: approvals, records, events. Always present, so
 * that outcomes are reported while everything is denied. Thread-safe.
 */
@ProviderType
public interface CallReporter {

  /**
   * Asks for an approval of a pending call.
   *
   * @param call the call that waits
   * @param pending why it waits
   * @return a stage that completes with what was decided; with {@link
   *     ApprovalDecision.Outcome#UNAVAILABLE} when there is nobody to ask
   */
  CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending);

  /**
   * Takes down what became of a call and tells every {@link RecordListener}, without waiting for
   * them. Faults of theirs are logged and go no further.
   *
   * @param callRecord what became of it
   * @return a stage that completes when the {@link Journal} has the record, exceptionally if it
   *     could not be written or there is no journal
   */
  CompletionStage<Void> append(CallRecord callRecord);

  /**
   * Takes down an event in the {@link Journal} and passes it on to every {@link RecordListener},
   * best effort and without waiting for them.
   *
   * @param event what happened
   */
  void report(GovernanceEvent event);
}

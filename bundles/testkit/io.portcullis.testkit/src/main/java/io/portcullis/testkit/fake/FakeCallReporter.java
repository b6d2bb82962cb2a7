// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A reporter that keeps what it receives and approves every request. Thread-safe. */
public final class FakeCallReporter implements CallReporter {
  private final List<ToolCall> approvals = new CopyOnWriteArrayList<>();
  private final List<CallRecord> records = new CopyOnWriteArrayList<>();
  private final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();

  /**
   * Returns the requests for approval.
   *
   * @return the calls, in order
   */
  public List<ToolCall> approvals() {
    return List.copyOf(approvals);
  }

  /**
   * Returns the records.
   *
   * @return the records, in order
   */
  public List<CallRecord> records() {
    return List.copyOf(records);
  }

  /**
   * Returns the events.
   *
   * @return the events, in order
   */
  public List<GovernanceEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    approvals.add(call);
    return CompletableFuture.completedFuture(
        ScriptedApprovals.decision(ApprovalDecision.Outcome.APPROVED, call));
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    records.add(callRecord);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void report(GovernanceEvent event) {
    events.add(event);
  }
}

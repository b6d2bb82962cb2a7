// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events that are reported. */
public final class EventLog implements CallReporter {
  private final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();

  public List<GovernanceEvent> all() {
    return List.copyOf(events);
  }

  @Override
  public void report(GovernanceEvent event) {
    events.add(event);
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    throw new UnsupportedOperationException();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.CallRecord;
import io.portcullis.api.GatewayClient;
import io.portcullis.api.GovernanceEvent;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events that are reported. */
final class EventLog implements GatewayClient {
  private final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();

  List<GovernanceEvent> all() {
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

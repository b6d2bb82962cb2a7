// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An interceptor that delegates approvals, records and events to the call reporter. */
abstract class DelegatingInterceptor implements GovernanceInterceptor {
  private final Supplier<@Nullable CallReporter> gateway;

  DelegatingInterceptor(Supplier<@Nullable CallReporter> gateway) {
    this.gateway = gateway;
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    CallReporter client = gateway.get();
    return client == null
        ? GovernanceInterceptor.super.awaitApproval(call, pending)
        : client.awaitApproval(call, pending);
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    CallReporter client = gateway.get();
    return client == null
        ? GovernanceInterceptor.super.append(callRecord)
        : client.append(callRecord);
  }

  @Override
  public void report(GovernanceEvent event) {
    CallReporter client = gateway.get();
    if (client != null) {
      client.report(event);
    }
  }
}

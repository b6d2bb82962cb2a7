// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.CallRecord;
import io.portcullis.api.GatewayClient;
import io.portcullis.api.GovernanceEvent;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the interceptors have in common: all but the check goes to the gateway client. */
abstract class HandingOn implements GovernanceInterceptor {
  private final Supplier<@Nullable GatewayClient> gateway;

  HandingOn(Supplier<@Nullable GatewayClient> gateway) {
    this.gateway = gateway;
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    GatewayClient client = gateway.get();
    return client == null
        ? GovernanceInterceptor.super.awaitApproval(call, pending)
        : client.awaitApproval(call, pending);
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    GatewayClient client = gateway.get();
    return client == null
        ? GovernanceInterceptor.super.append(callRecord)
        : client.append(callRecord);
  }

  @Override
  public void report(GovernanceEvent event) {
    GatewayClient client = gateway.get();
    if (client != null) {
      client.report(event);
    }
  }
}

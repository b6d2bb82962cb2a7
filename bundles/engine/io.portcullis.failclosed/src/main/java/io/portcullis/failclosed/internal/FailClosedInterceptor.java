// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An interceptor that denies every call. It delegates approvals, records and events to the call
 * reporter, so that outcomes are reported while every call is denied. Thread-safe.
 */
public final class FailClosedInterceptor implements GovernanceInterceptor {
  private static final Verdict DENIAL =
      Verdict.Deny.fault(
          "no runtime is available to decide this call, so it is denied",
          DenialCause.AUTHORITY_UNREACHABLE);

  private final Supplier<@Nullable CallReporter> gateway;

  /**
   * Creates the interceptor.
   *
   * @param gateway the call reporter, or null without one
   */
  public FailClosedInterceptor(Supplier<@Nullable CallReporter> gateway) {
    this.gateway = gateway;
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    return CompletableFuture.completedFuture(DENIAL);
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    CallReporter client = gateway.get();
    return client == null
        ? CompletableFuture.completedFuture(
            ApprovalDecision.unavailable("no call reporter is present"))
        : client.awaitApproval(call, pending);
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    CallReporter client = gateway.get();
    return client == null
        ? CompletableFuture.failedFuture(new IllegalStateException("no call reporter is present"))
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

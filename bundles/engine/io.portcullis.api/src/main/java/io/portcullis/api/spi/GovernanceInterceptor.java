// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns a call into a verdict. Of several, the highest-ranked service decides. Thread-safe.
 *
 * <p>What is not the check is handed to the {@link CallReporter}; an implementation that does not
 * hand it on refuses.
 */
@ConsumerType
public interface GovernanceInterceptor extends CallReporter {

  /**
   * Service property by which an interceptor says that it asks a runtime; {@link #RUNTIME} is its
   * only value. While no such interceptor is registered, nothing is allowed under enforce.
   */
  String AUTHORITY = "portcullis.authority";

  /** The value of {@link #AUTHORITY}. */
  String RUNTIME = "runtime";

  /**
   * Service property of the interceptors that deny every call: {@link #FLOOR} or {@link #CEILING}.
   */
  String FAIL_CLOSED = "portcullis.fail-closed";

  /** The value of {@link #FAIL_CLOSED} for the registration with the lowest ranking. */
  String FLOOR = "floor";

  /** The value of {@link #FAIL_CLOSED} for the registration with the highest ranking. */
  String CEILING = "ceiling";

  /** Service property with a word for consoles and records: what this interceptor is. */
  String NAME = "portcullis.interceptor";

  /**
   * Decides one call.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage that completes with the verdict; no stage, no verdict or an exceptional
   *     completion is a fault
   */
  CompletionStage<Verdict> check(ToolCall call);

  /**
   * Whether this interceptor asks a runtime that is reachable now. Goes to false before the
   * interceptor leaves the service registry, and never back to true. Returns at once.
   *
   * @return false unless an implementation knows better
   */
  default boolean authoritative() {
    return false;
  }

  /**
   * Names the policy by which calls would be decided now. After an approval, the gate asks again
   * unless this is the digest under which the approval was asked for. Returns at once.
   *
   * @return the digest that verdicts of this moment carry, or empty if it is not known
   */
  default String policyDigest() {
    return "";
  }

  @Override
  default CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    return CompletableFuture.completedFuture(
        ApprovalDecision.unavailable("this interceptor passes no approvals on"));
  }

  @Override
  default CompletionStage<Void> append(CallRecord callRecord) {
    return CompletableFuture.failedFuture(
        new IllegalStateException("this interceptor passes no records on"));
  }

  @Override
  default void report(GovernanceEvent event) {
    // nobody is told: an interceptor that wants more overrides this
  }
}

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
 * A service that turns a call into a verdict. Of several, the one with the highest ranking decides.
 * Thread-safe.
 *
 * <p>An implementation delegates approvals, records and events to the {@link CallReporter}. The
 * default methods refuse them.
 */
@ConsumerType
public interface GovernanceInterceptor extends CallReporter {

  /**
   * Service property of an interceptor that queries a runtime; {@link #RUNTIME} is its only value.
   * Without such an interceptor, nothing is allowed under enforce.
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

  /** Service property with the interceptor's name for consoles and records. */
  String NAME = "portcullis.interceptor";

  /**
   * Decides one call.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage that completes with the verdict; a null stage, a null verdict, an exception or
   *     an exceptional completion is a fault
   */
  CompletionStage<Verdict> check(ToolCall call);

  /**
   * Decides one call that never runs: a preview or a self-test. Nothing is reserved for it. Without
   * an implementation, it is decided like any other.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage as of {@link #check}
   */
  default CompletionStage<Verdict> preview(ToolCall call) {
    return check(call);
  }

  /**
   * Returns, at once, whether this interceptor queries a runtime that is reachable now. The value
   * becomes false before the interceptor leaves the service registry, and never becomes true again.
   *
   * @return true if the runtime is reachable; false without an implementation
   */
  default boolean authoritative() {
    return false;
  }

  /**
   * Returns, at once, the digest of the policy that would decide calls now. After an approval, the
   * gate asks again unless this digest is the one of the pending verdict.
   *
   * @return the digest that verdicts carry now, or empty if it is unknown
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
    // dropped: an interceptor that delegates events overrides this
  }
}

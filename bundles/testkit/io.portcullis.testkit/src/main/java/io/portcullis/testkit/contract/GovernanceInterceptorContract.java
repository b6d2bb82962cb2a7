// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.FakeCallReporter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every {@link GovernanceInterceptor} of the engine, whatever it decides. */
public abstract class GovernanceInterceptorContract {
  private static final ToolCall CALL = Samples.call("call-1");
  private static final Verdict.Pending PENDING = new Verdict.Pending("p-1", "ask", "", null);

  /**
   * Creates an interceptor without a runtime, under enforce.
   *
   * @param gateway the reporter, or null for none
   * @return the interceptor under test
   */
  protected abstract GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway);

  /** Without a runtime it denies at once and with a reason. */
  @Test
  protected void deniesWithoutRuntime() {
    Verdict verdict = Await.await(withoutRuntime(null).check(CALL));
    assertEquals(Verdict.Kind.DENY, verdict.kind());
    assertEquals(Verdict.Basis.FAULT, verdict.basis());
    assertFalse(verdict.reason().isBlank());
  }

  /** Approvals are passed on while everything is denied. */
  @Test
  protected void passesApprovalsOn() {
    FakeCallReporter gateway = new FakeCallReporter();
    ApprovalDecision decision = Await.await(withoutRuntime(gateway).awaitApproval(CALL, PENDING));
    assertEquals(ApprovalDecision.Outcome.APPROVED, decision.outcome());
    assertEquals(List.of(CALL), gateway.approvals());
  }

  /** Records and events are passed on while everything is denied. */
  @Test
  protected void passesRecordsAndEventsOn() {
    FakeCallReporter gateway = new FakeCallReporter();
    GovernanceInterceptor interceptor = withoutRuntime(gateway);
    CallRecord taken = Samples.denied(CALL);
    GovernanceEvent event = new GovernanceEvent("e", Instant.EPOCH, CALL.agent(), Map.of());
    Await.await(interceptor.append(taken));
    interceptor.report(event);
    assertEquals(List.of(taken), gateway.records());
    assertEquals(List.of(event), gateway.events());
  }

  /** Without a reporter nothing is approved and no record is reported as written. */
  @Test
  protected void refusesApprovalsAndRecordsWithoutAReporter() {
    GovernanceInterceptor interceptor = withoutRuntime(null);
    assertEquals(
        ApprovalDecision.Outcome.UNAVAILABLE,
        Await.await(interceptor.awaitApproval(CALL, PENDING)).outcome());
    assertThrows(
        CompletionException.class, () -> Await.await(interceptor.append(Samples.denied(CALL))));
    interceptor.report(new GovernanceEvent("e", Instant.EPOCH, CALL.agent(), Map.of()));
  }

  /** It returns a stage even after its deadline has passed. */
  @Test
  protected void answersCallsAfterTheirDeadline() {
    ToolCall late = CALL.stamped("call-2", CALL.agent(), Instant.EPOCH);
    assertNotNull(Await.await(withoutRuntime(null).check(late)));
  }
}

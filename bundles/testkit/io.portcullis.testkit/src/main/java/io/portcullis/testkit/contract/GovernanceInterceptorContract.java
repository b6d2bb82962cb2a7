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

/** What every {@link GovernanceInterceptor} of the engine must keep to, whatever it decides. */
public abstract class GovernanceInterceptorContract {
  private static final ToolCall CALL = Samples.call("call-1");
  private static final Verdict.Pending PENDING = new Verdict.Pending("p-1", "ask", "", null);

  /**
   * Makes an interceptor that has no runtime to ask, under enforce.
   *
   * @param gateway where everything that is not the check goes, or null while there is nothing
   * @return the interceptor under test
   */
  protected abstract GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway);

  /** Without a runtime it denies, at once and with a reason. */
  @Test
  protected void deniesWithoutRuntime() {
    Verdict verdict = Await.await(withoutRuntime(null).check(CALL));
    assertEquals(Verdict.Kind.DENY, verdict.kind());
    assertEquals(Verdict.Basis.FAULT, verdict.basis());
    assertFalse(verdict.reason().isBlank());
  }

  /** Approvals are handed on while everything is denied. */
  @Test
  protected void handsApprovalsOn() {
    FakeCallReporter gateway = new FakeCallReporter();
    ApprovalDecision decision = Await.await(withoutRuntime(gateway).awaitApproval(CALL, PENDING));
    assertEquals(ApprovalDecision.Outcome.APPROVED, decision.outcome());
    assertEquals(List.of(CALL), gateway.approvals());
  }

  /** Records and events are handed on while everything is denied. */
  @Test
  protected void handsRecordsAndEventsOn() {
    FakeCallReporter gateway = new FakeCallReporter();
    GovernanceInterceptor interceptor = withoutRuntime(gateway);
    CallRecord taken = Samples.denied(CALL);
    GovernanceEvent event = new GovernanceEvent("e", Instant.EPOCH, CALL.agent(), Map.of());
    Await.await(interceptor.append(taken));
    interceptor.report(event);
    assertEquals(List.of(taken), gateway.records());
    assertEquals(List.of(event), gateway.events());
  }

  /** Without a reporter nothing is approved and nothing is reported as written. */
  @Test
  protected void refusesWhatItCannotHandOn() {
    GovernanceInterceptor interceptor = withoutRuntime(null);
    assertEquals(
        ApprovalDecision.Outcome.UNAVAILABLE,
        Await.await(interceptor.awaitApproval(CALL, PENDING)).outcome());
    assertThrows(
        CompletionException.class, () -> Await.await(interceptor.append(Samples.denied(CALL))));
    interceptor.report(new GovernanceEvent("e", Instant.EPOCH, CALL.agent(), Map.of()));
  }

  /** It gives a stage even after its deadline has passed. */
  @Test
  protected void answersLateCallsToo() {
    ToolCall late = CALL.stamped("call-2", CALL.agent(), Instant.EPOCH);
    assertNotNull(Await.await(withoutRuntime(null).check(late)));
  }
}

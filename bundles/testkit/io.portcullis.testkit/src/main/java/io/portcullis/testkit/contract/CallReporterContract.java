// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.RecordingJournal;
import io.portcullis.testkit.fake.RecordingListener;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.StageFault;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every {@link CallReporter} that is a service. */
public abstract class CallReporterContract {
  private static final ToolCall CALL = Samples.call("call-1");

  /**
   * Creates the reporter.
   *
   * @param approvals the approval channel, or null for none
   * @param journal the journal, or null for none
   * @param listeners the listeners
   * @return the reporter under test
   */
  protected abstract CallReporter client(
      @Nullable ApprovalChannel approvals,
      @Nullable Journal journal,
      List<RecordListener> listeners);

  /** Without a channel nothing is approved, and no call is kept waiting. */
  @Test
  protected void approvalWithoutChannelIsUnavailable() {
    ApprovalDecision decision =
        Await.await(client(null, null, List.of()).awaitApproval(CALL, pending()));
    assertEquals(ApprovalDecision.Outcome.UNAVAILABLE, decision.outcome());
  }

  /** The answer of the channel is passed on. */
  @Test
  protected void approvalIsDecidedByTheChannel() {
    ScriptedApprovals approvals = new ScriptedApprovals();
    approvals.answer(ApprovalDecision.Outcome.REJECTED);
    ApprovalDecision decision =
        Await.await(client(approvals, null, List.of()).awaitApproval(CALL, pending()));
    assertEquals(ApprovalDecision.Outcome.REJECTED, decision.outcome());
    assertEquals(List.of(CALL), approvals.requests());
  }

  /** A record is reported as written only if it is written. */
  @Test
  protected void recordWithoutJournalIsNotWritten() {
    CallReporter client = client(null, null, List.of());
    assertThrows(CompletionException.class, () -> Await.await(client.append(Samples.denied(CALL))));
  }

  /** Listeners receive a record even if the journal fails. */
  @Test
  protected void listenersReceiveRecordsThatTheJournalLost() {
    RecordingJournal journal = new RecordingJournal();
    journal.fail(StageFault.FAILS);
    RecordingListener listener = new RecordingListener();
    CallReporter client = client(null, journal, List.of(listener));
    CallRecord taken = Samples.denied(CALL);
    assertThrows(CompletionException.class, () -> Await.await(client.append(taken)));
    assertSame(taken, listener.nextRecord());
  }

  /** A listener that throws does not affect the journal or other listeners. */
  @Test
  protected void throwingListenerAffectsNoOther() {
    RecordingJournal journal = new RecordingJournal();
    RecordingListener bad = new RecordingListener();
    RecordingListener good = new RecordingListener();
    bad.fail();
    CallRecord taken = Samples.denied(CALL);
    Await.await(client(null, journal, List.of(bad, good)).append(taken));
    assertSame(taken, good.nextRecord());
    assertEquals(List.of(taken), journal.records());
  }

  private static Verdict.Pending pending() {
    return new Verdict.Pending("p-1", "ask", "", null);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.portcullis.api.ApprovalChannel;
import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.CallRecord;
import io.portcullis.api.GatewayClient;
import io.portcullis.api.Journal;
import io.portcullis.api.RecordListener;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.RecordingJournal;
import io.portcullis.testkit.RecordingListener;
import io.portcullis.testkit.ScriptedApprovals;
import io.portcullis.testkit.StageFault;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link GatewayClient} that is a service must keep to. */
public abstract class GatewayClientContract {
  private static final ToolCall CALL = Samples.call("call-1");

  /**
   * Makes the client.
   *
   * @param approvals whom to ask, or null for nobody
   * @param journal where to write, or null for nowhere
   * @param listeners whom to tell
   * @return the client under test
   */
  protected abstract GatewayClient client(
      @Nullable ApprovalChannel approvals,
      @Nullable Journal journal,
      List<RecordListener> listeners);

  /** Without a channel nothing is approved, and nobody is kept waiting. */
  @Test
  protected void approvalWithoutChannelIsUnavailable() {
    ApprovalDecision decision =
        Patience.await(client(null, null, List.of()).awaitApproval(CALL, pending()));
    assertEquals(ApprovalDecision.Outcome.UNAVAILABLE, decision.outcome());
  }

  /** The channel's answer comes through. */
  @Test
  protected void approvalIsThatOfTheChannel() {
    ScriptedApprovals approvals = new ScriptedApprovals();
    approvals.answer(ApprovalDecision.Outcome.REJECTED);
    ApprovalDecision decision =
        Patience.await(client(approvals, null, List.of()).awaitApproval(CALL, pending()));
    assertEquals(ApprovalDecision.Outcome.REJECTED, decision.outcome());
    assertEquals(List.of(CALL), approvals.requests());
  }

  /** A record is said to be written only if it is. */
  @Test
  protected void recordWithoutJournalIsNotWritten() {
    GatewayClient client = client(null, null, List.of());
    assertThrows(
        CompletionException.class, () -> Patience.await(client.append(Samples.denied(CALL))));
  }

  /** Listeners hear of a record even if the journal fails. */
  @Test
  protected void listenersHearOfWhatTheJournalLost() {
    RecordingJournal journal = new RecordingJournal();
    journal.fail(StageFault.FAILS);
    RecordingListener listener = new RecordingListener();
    GatewayClient client = client(null, journal, List.of(listener));
    CallRecord taken = Samples.denied(CALL);
    assertThrows(CompletionException.class, () -> Patience.await(client.append(taken)));
    assertSame(taken, listener.nextRecord());
  }

  /** A listener that throws takes nothing from the journal or from other listeners. */
  @Test
  protected void throwingListenerChangesNothing() {
    RecordingJournal journal = new RecordingJournal();
    RecordingListener bad = new RecordingListener();
    RecordingListener good = new RecordingListener();
    bad.fail();
    CallRecord taken = Samples.denied(CALL);
    Patience.await(client(null, journal, List.of(bad, good)).append(taken));
    assertSame(taken, good.nextRecord());
    assertEquals(List.of(taken), journal.records());
  }

  private static Verdict.Pending pending() {
    return new Verdict.Pending("p-1", "ask", "", null);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.spi.CallReporter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands approvals to the approval channel, records to the journal and both records and events to
 * the listeners. Listeners are called from one thread of their own, behind a bounded queue.
 */
public final class RecordingCallReporter implements CallReporter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingCallReporter.class);

  /** Of the arguments in all records that wait for a slow listener. */
  private static final long MAX_CHARACTERS = 1 << 25;

  private final Supplier<@Nullable ApprovalChannel> approvals;
  private final Supplier<@Nullable Journal> journal;
  private final Supplier<List<RecordListener>> listeners;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final BoundedDispatcher dispatcher =
      new BoundedDispatcher("portcullis-records", 4_096, MAX_CHARACTERS, BoundedDispatcher.REST);

  /**
   * Starts without a thread; the first listener that is told something gets one.
   *
   * @param approvals whom to ask for approvals; gives null while there is none
   * @param journal where records are kept; gives null while there is none
   * @param listeners who wants to know
   */
  public RecordingCallReporter(
      Supplier<@Nullable ApprovalChannel> approvals,
      Supplier<@Nullable Journal> journal,
      Supplier<List<RecordListener>> listeners) {
    this.approvals = approvals;
    this.journal = journal;
    this.listeners = listeners;
  }

  /** Whether nobody would see a record, so that none needs to be made. */
  public boolean idle() {
    return journal.get() == null && listeners.get().isEmpty();
  }

  /** Whether there is a journal to write to. */
  public boolean hasJournal() {
    return journal.get() != null;
  }

  /** Whether a journal is present and no failure of its last record is known. */
  public boolean journalWorks() {
    return hasJournal() && !failing.get();
  }

  /** Takes note of how writing a record ended; a sink that is broken is worth one warning. */
  public void onRecorded(@Nullable Throwable failure) {
    if (failure == null) {
      if (failing.get()) {
        failing.set(false);
      }
    } else if (!(failure instanceof NoJournalException) && !failing.getAndSet(true)) {
      LOG.warn("records cannot be written, which is said once until they can", failure);
    }
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    ApprovalChannel channel = approvals.get();
    return channel == null
        ? CompletableFuture.completedFuture(
            ApprovalDecision.unavailable("approval is required and no approval channel is present"))
        : channel.request(call, pending);
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    notifyListeners(callRecord);
    Journal present = journal.get();
    return present == null
        ? CompletableFuture.failedFuture(new NoJournalException())
        : present.append(callRecord);
  }

  /** Tells the listeners alone. */
  public void notifyListeners(CallRecord callRecord) {
    notifyListeners(
        listener -> listener.onRecord(callRecord), callRecord.call().arguments().length());
  }

  @Override
  public void report(GovernanceEvent event) {
    Journal present = journal.get();
    if (present != null) {
      keep(present, event);
    }
    notifyListeners(listener -> listener.onEvent(event), 0);
  }

  /** A report is best effort: whoever reports has something else to do. */
  private void keep(Journal present, GovernanceEvent event) {
    try {
      present.append(event).whenComplete((nothing, failure) -> onRecorded(failure));
    } catch (RuntimeException | LinkageError e) {
      onRecorded(e);
    }
  }

  private void notifyListeners(Consumer<RecordListener> message, long weight) {
    List<RecordListener> present = listeners.get();
    if (present.isEmpty()) {
      return;
    }
    dispatcher.dispatch(
        () -> {
          for (RecordListener listener : present) {
            try {
              message.accept(listener);
            } catch (RuntimeException | LinkageError e) {
              LOG.warn("record listener {} failed", listener.getClass().getName(), e);
            }
          }
        },
        weight);
  }

  /** Tells nobody anything any more. */
  @Override
  public void close() {
    dispatcher.close();
  }
}

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
import io.portcullis.api.spi.CallSettlement;
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
 * The call reporter: it sends approvals to the approval channel, records and events to the journal,
 * and both to the listeners. One thread with a bounded queue calls all listeners. Thread-safe.
 */
public final class RecordingCallReporter implements CallReporter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingCallReporter.class);

  /** The maximum number of characters of arguments in records that wait for a slow listener. */
  private static final long MAX_CHARACTERS = 1 << 25;

  private final Supplier<@Nullable ApprovalChannel> approvals;
  private final Supplier<@Nullable Journal> journal;
  private final Supplier<List<RecordListener>> listeners;
  private final Supplier<List<CallSettlement>> settlements;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final BoundedDispatcher dispatcher =
      new BoundedDispatcher("portcullis-records", 4_096, MAX_CHARACTERS, BoundedDispatcher.REST);

  /**
   * Starts without a thread; the first notification of a listener starts one.
   *
   * @param approvals the approval channel, or null without one
   * @param journal the journal, or null without one
   * @param listeners the listeners
   */
  public RecordingCallReporter(
      Supplier<@Nullable ApprovalChannel> approvals,
      Supplier<@Nullable Journal> journal,
      Supplier<List<RecordListener>> listeners) {
    this(approvals, journal, listeners, List::of);
  }

  /**
   * Starts without a thread, with services that settle reservations.
   *
   * @param approvals the approval channel, or null without one
   * @param journal the journal, or null without one
   * @param listeners the listeners
   * @param settlements the services that settle what calls have reserved
   */
  public RecordingCallReporter(
      Supplier<@Nullable ApprovalChannel> approvals,
      Supplier<@Nullable Journal> journal,
      Supplier<List<RecordListener>> listeners,
      Supplier<List<CallSettlement>> settlements) {
    this.settlements = settlements;
    this.approvals = approvals;
    this.journal = journal;
    this.listeners = listeners;
  }

  /** Returns whether no service is present that takes records, so that no record is needed. */
  public boolean idle() {
    return journal.get() == null && listeners.get().isEmpty() && settlements.get().isEmpty();
  }

  /** Returns whether a journal is present. */
  public boolean hasJournal() {
    return journal.get() != null;
  }

  /** Returns whether a journal is present whose last record did not fail. */
  public boolean journalWorks() {
    return hasJournal() && !failing.get();
  }

  /** Notes how writing a record ended; the first failure of a series is logged. */
  public void onRecorded(@Nullable Throwable failure) {
    if (failure == null) {
      if (failing.get()) {
        failing.set(false);
      }
    } else if (!(failure instanceof NoJournalException) && !failing.getAndSet(true)) {
      LOG.warn(
          "Cannot write records to the journal; further failures are not logged until a write"
              + " succeeds",
          failure);
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

  /** Settles the call and notifies the listeners; the journal does not get the record. */
  public void notifyListeners(CallRecord callRecord) {
    settle(callRecord);
    notifyListeners(
        listener -> listener.onRecord(callRecord), callRecord.call().arguments().length());
  }

  private void settle(CallRecord callRecord) {
    List<CallSettlement> present = settlements.get();
    for (int i = 0; i < present.size(); i++) {
      try {
        present.get(i).settle(callRecord);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Settlement {} failed; correct it", present.get(i).getClass().getName(), e);
      }
    }
  }

  @Override
  public void report(GovernanceEvent event) {
    Journal present = journal.get();
    if (present != null) {
      keep(present, event);
    }
    notifyListeners(listener -> listener.onEvent(event), 0);
  }

  /** Appends an event on a best-effort basis, since its sender cannot act on a failure. */
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
              LOG.warn(
                  "Record listener {} failed; correct or remove it",
                  listener.getClass().getName(),
                  e);
            }
          }
        },
        weight);
  }

  /** Stops notifying listeners. */
  @Override
  public void close() {
    dispatcher.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.notification.Webhook;
import io.portcullis.approval.internal.notification.WebhookMessage;
import io.portcullis.approval.internal.schedule.ContinuationThreads;
import io.portcullis.approval.internal.schedule.DelayTimer;
import io.portcullis.approval.internal.store.QueueFile;
import io.portcullis.approval.internal.store.QueueLine;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the calls that waited when the container ended, and were denied because of that. They
 * stay in the queue file, over restarts, until the journal has them. Thread-safe.
 */
public final class AbandonedApprovals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedApprovals.class);
  static final Duration RETRY = Duration.ofMinutes(1);

  private final Deque<QueueLine> unrecorded;
  private final QueueFile file;
  private final Supplier<@Nullable Journal> journal;
  private final @Nullable Webhook webhook;
  private final ContinuationThreads threads;
  private final DelayTimer timer;
  private final InstantSource clock;
  private int currentAttempt;
  private boolean closed;

  public AbandonedApprovals(
      List<QueueLine> requests,
      QueueFile file,
      Supplier<@Nullable Journal> journal,
      @Nullable Webhook webhook,
      ContinuationThreads threads,
      DelayTimer timer,
      InstantSource clock) {
    this.unrecorded = new ArrayDeque<>(requests);
    this.file = file;
    this.journal = journal;
    this.webhook = webhook;
    this.threads = threads;
    this.timer = timer;
    this.clock = clock;
  }

  /** Returns the number of calls that are not recorded yet. */
  public synchronized int unrecorded() {
    return unrecorded.size();
  }

  /**
   * Starts to record the remaining calls if a journal is present, and returns at once. A journal
   * that has not answered an earlier attempt may be gone, so that attempt is abandoned.
   */
  public void record() {
    int now;
    synchronized (this) {
      if (closed || unrecorded.isEmpty()) {
        return;
      }
      now = ++currentAttempt;
    }
    threads.execute(() -> recordNext(now));
  }

  private void recordNext(int attempt) {
    QueueLine next;
    Journal present;
    synchronized (this) {
      next = unrecorded.peek();
      present = journal.get();
      if (closed || attempt != currentAttempt || next == null || present == null) {
        return;
      }
    }
    append(present, next, attempt);
  }

  private void append(Journal present, QueueLine request, int attempt) {
    try {
      CompletionStage<Void> written = present.append(event(request));
      written.whenComplete(
          (nothing, failure) -> threads.execute(() -> recorded(attempt, request, failure == null)));
    } catch (RuntimeException | LinkageError e) { // linkage: the journal's bundle was refreshed
      LOG.debug("Cannot append to the journal", e);
      recorded(attempt, request, false);
    }
  }

  private void recorded(int attempt, QueueLine request, boolean written) {
    boolean last;
    synchronized (this) {
      if (closed || attempt != currentAttempt) {
        return;
      }
      if (!written) {
        LOG.warn("Cannot journal {} abandoned calls; trying again in a minute", unrecorded.size());
        DelayTimer.Alarm unused = timer.after(RETRY, this::record);
        return;
      }
      unrecorded.remove();
      last = unrecorded.isEmpty();
    }
    forget(request, last);
    recordNext(attempt);
  }

  private void forget(QueueLine request, boolean last) {
    file.forget(request.id());
    if (webhook != null) {
      webhook.post(WebhookMessage.abandoned(request));
    }
    if (last) {
      forgetAll();
    }
  }

  private void forgetAll() {
    try {
      file.compact();
    } catch (IOException e) {
      LOG.warn("Cannot remove recorded abandoned calls from the approval queue file", e);
    }
  }

  private GovernanceEvent event(QueueLine request) {
    return new GovernanceEvent(
        ApprovalEvents.ABANDONED,
        clock.instant(),
        request.agent(),
        Map.of(
            "id", request.id(),
            "call", request.text("call"),
            "tool", request.text("tool"),
            "argumentsDigest", request.text("digest"),
            "since", request.text("at"),
            "until", request.text("until")));
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}

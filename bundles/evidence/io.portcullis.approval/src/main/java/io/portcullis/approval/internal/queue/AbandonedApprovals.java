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
 * Tells the journal of each call that waited when the container ended, and was denied by that. They
 * stay in the queue file until the journal has them, over as many restarts as that takes.
 * Thread-safe.
 */
public final class AbandonedApprovals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedApprovals.class);
  static final Duration RETRY = Duration.ofMinutes(1);

  private final Deque<QueueLine> untold;
  private final QueueFile file;
  private final Supplier<@Nullable Journal> journal;
  private final @Nullable Webhook webhook;
  private final ContinuationThreads threads;
  private final DelayTimer timer;
  private final InstantSource clock;
  private int round;
  private boolean closed;

  public AbandonedApprovals(
      List<QueueLine> requests,
      QueueFile file,
      Supplier<@Nullable Journal> journal,
      @Nullable Webhook webhook,
      ContinuationThreads threads,
      DelayTimer timer,
      InstantSource clock) {
    this.untold = new ArrayDeque<>(requests);
    this.file = file;
    this.journal = journal;
    this.webhook = webhook;
    this.threads = threads;
    this.timer = timer;
    this.clock = clock;
  }

  public synchronized int untold() {
    return untold.size();
  }

  /**
   * Starts to tell if there is something to tell and somebody to tell it; returns at once. A
   * journal that has not answered yet is not waited for any more: it may have left.
   */
  public void tell() {
    int now;
    synchronized (this) {
      if (closed || untold.isEmpty()) {
        return;
      }
      now = ++round;
    }
    threads.execute(() -> tellNext(now));
  }

  private void tellNext(int of) {
    QueueLine next;
    Journal present;
    synchronized (this) {
      next = untold.peek();
      present = journal.get();
      if (closed || of != round || next == null || present == null) {
        return;
      }
    }
    try {
      CompletionStage<Void> written = present.append(event(next));
      written.whenComplete(
          (nothing, failure) -> threads.execute(() -> told(of, next, failure == null)));
    } catch (RuntimeException | LinkageError e) { // linkage: the journal's bundle was refreshed
      LOG.debug("the journal failed", e);
      told(of, next, false);
    }
  }

  private void told(int of, QueueLine request, boolean written) {
    boolean last;
    synchronized (this) {
      if (closed || of != round) {
        return;
      }
      if (!written) {
        LOG.warn("the journal does not take that {} calls were abandoned", untold.size());
        DelayTimer.Alarm unused = timer.after(RETRY, this::tell);
        return;
      }
      untold.remove();
      last = untold.isEmpty();
    }
    file.forget(request.id());
    if (webhook != null) {
      webhook.tell(WebhookMessage.abandoned(request));
    }
    if (last) {
      forgetAll();
    }
    tellNext(of);
  }

  private void forgetAll() {
    try {
      file.compact();
    } catch (IOException e) {
      LOG.warn("the queue still holds calls that the journal knows were abandoned", e);
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

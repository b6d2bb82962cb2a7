// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.Health.Level;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.notification.Webhook;
import io.portcullis.approval.internal.notification.WebhookSettings;
import io.portcullis.approval.internal.queue.AbandonedApprovals;
import io.portcullis.approval.internal.queue.ApprovalIds;
import io.portcullis.approval.internal.queue.ApprovalQueue;
import io.portcullis.approval.internal.queue.CapacityLimit;
import io.portcullis.approval.internal.review.ReviewerAuthenticator;
import io.portcullis.approval.internal.schedule.ContinuationThreads;
import io.portcullis.approval.internal.schedule.SingleThreadTimer;
import io.portcullis.approval.internal.store.QueueContent;
import io.portcullis.approval.internal.store.QueueFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue that is open, with all that belongs to it. */
final class ApprovalService implements AutoCloseable {
  static final String PART = "approval";
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalService.class);

  private final SingleThreadTimer timer;
  private final ContinuationThreads completions = new ContinuationThreads();
  private final QueueFile file;
  private final CapacityLimit room;
  private final @Nullable Webhook webhook;
  private final ApprovalQueue queue;
  private final AbandonedApprovals abandonments;
  private final String shortage;

  private ApprovalService(
      ApprovalOptions settings,
      QueueFile file,
      Consumer<GovernanceEvent> record,
      Supplier<@Nullable Journal> journal) {
    InstantSource clock = InstantSource.system();
    this.file = file;
    timer = new SingleThreadTimer("portcullis-approvals");
    room = new CapacityLimit(settings.maxWaiting(), settings.maxChars());
    WebhookSettings told = settings.webhook();
    webhook = told == null ? null : new Webhook(told, timer, clock);
    queue =
        new ApprovalQueue(
            new ApprovalQueue.Parts(
                new ReviewerAuthenticator(
                    settings.reviewers(), settings.localUser(), timer::nanoTime),
                settings.entitlement(),
                file,
                room,
                new ApprovalEvents(record, webhook, clock),
                timer,
                completions,
                new ApprovalIds(),
                clock));
    abandonments =
        new AbandonedApprovals(
            file.found().waiting(), file, journal, webhook, completions, timer, clock);
    shortage = settings.shortage();
  }

  /**
   * Opens the queue.
   *
   * @throws IOException if its file cannot be used
   */
  static ApprovalService open(
      ApprovalOptions settings,
      Consumer<GovernanceEvent> record,
      Supplier<@Nullable Journal> journal)
      throws IOException {
    QueueFile file =
        QueueFile.open(
            settings.folder(),
            QueueFile.Bounds.DEFAULT,
            2 * settings.maxWaiting(),
            InstantSource.system());
    say(settings, file.found());
    return new ApprovalService(settings, file, record, journal);
  }

  private static void say(ApprovalOptions settings, QueueContent found) {
    LOG.info(
        "approvals: {} needed, {} reviewers, local user {}, {} rules, at most {} calls, queue {}",
        settings.entitlement().needed(),
        settings.reviewers().size(),
        settings.localUser(),
        settings.entitlement().rules().size(),
        settings.maxWaiting(),
        settings.folder());
    if (!found.waiting().isEmpty()) {
      LOG.warn("{} calls waited when the container ended; denied", found.waiting().size());
    }
    if (found.torn() > 0) {
      LOG.warn("the last line of the queue was torn after {} bytes; left out", found.torn());
    }
    if (!found.broken().isEmpty()) {
      LOG.error("lines {} of the queue cannot be read; moved aside", found.broken());
    }
    if (found.dropped() > 0) {
      LOG.error("{} calls that waited were too many to be told of", found.dropped());
    }
  }

  ApprovalQueue queue() {
    return queue;
  }

  /** To be called whenever there is another journal. */
  void journalChanged() {
    abandonments.tell();
  }

  Health health() {
    if (!file.movedAside().isEmpty()) {
      Level level = file.found().broken().isEmpty() ? Level.WARN : Level.CRITICAL;
      return health(
          level,
          "a queue file that could not be read was moved aside: "
              + String.join(", ", file.movedAside())
              + "; look at it and remove it");
    }
    String failure = queue.writeFailure();
    if (failure != null) {
      return health(Level.CRITICAL, "the queue cannot be written: " + failure);
    }
    String warning = warning();
    return warning.isEmpty() ? health(Level.OK, "") : health(Level.WARN, warning);
  }

  private String warning() {
    if (!shortage.isEmpty()) {
      return shortage;
    }
    if (room.scarce()) {
      return "nine tenths of what may wait waits: " + room.calls() + " calls";
    }
    int untold = abandonments.untold();
    if (untold > 0) {
      return "the journal does not know of %d calls that waited at a restart".formatted(untold);
    }
    return webhook != null && webhook.failing()
        ? "the webhook cannot be told; %d messages lost".formatted(webhook.lost())
        : "";
  }

  private static Health health(Level level, String detail) {
    return new Health(PART, level, detail);
  }

  /** In this order: what ends now must not be written as decided, nor told any more. */
  @Override
  public void close() throws IOException {
    queue.close();
    abandonments.close();
    timer.close();
    if (webhook != null) {
      webhook.close();
    }
    completions.close();
    file.close();
  }
}

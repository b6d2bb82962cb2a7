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

/** An open approval queue with its file, threads and webhook. */
final class ApprovalService implements AutoCloseable {
  static final String PART = "approval";
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalService.class);

  private final SingleThreadTimer timer;
  private final ContinuationThreads completions = new ContinuationThreads();
  private final QueueFile file;
  private final CapacityLimit capacity;
  private final @Nullable Webhook webhook;
  private final ApprovalQueue queue;
  private final AbandonedApprovals abandoned;
  private final ApprovalOptions settings;

  private ApprovalService(
      ApprovalOptions settings,
      QueueFile file,
      Consumer<GovernanceEvent> record,
      Supplier<@Nullable Journal> journal) {
    InstantSource clock = InstantSource.system();
    this.file = file;
    timer = new SingleThreadTimer("portcullis-approvals");
    capacity = new CapacityLimit(settings.maxWaiting(), settings.maxChars());
    WebhookSettings webhookSettings = settings.webhook();
    webhook = webhookSettings == null ? null : new Webhook(webhookSettings, timer, clock);
    queue = new ApprovalQueue(parts(settings, new ApprovalEvents(record, webhook, clock), clock));
    abandoned =
        new AbandonedApprovals(
            file.found().waiting(), file, journal, webhook, completions, timer, clock);
    this.settings = settings;
  }

  private ApprovalQueue.Parts parts(
      ApprovalOptions settings, ApprovalEvents events, InstantSource clock) {
    return new ApprovalQueue.Parts(
        new ReviewerAuthenticator(settings.reviewers(), settings.localUser(), timer::nanoTime),
        settings.entitlement(),
        file,
        capacity,
        events,
        timer,
        completions,
        new ApprovalIds(),
        clock);
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
    logContent(settings, file.found());
    return new ApprovalService(settings, file, record, journal);
  }

  private static void logContent(ApprovalOptions settings, QueueContent found) {
    LOG.info(
        "approvals: {} needed, {} reviewers, local user {}, {} rules, at most {} calls, queue"
            + " {}",
        settings.entitlement().needed(),
        settings.reviewers().size(),
        settings.localUser(),
        settings.entitlement().rules().size(),
        settings.maxWaiting(),
        settings.folder());
    if (!found.waiting().isEmpty()) {
      LOG.warn(
          "Denied {} calls that waited for an approval when the container ended",
          found.waiting().size());
    }
    logDamage(found);
  }

  private static void logDamage(QueueContent found) {
    if (found.torn() > 0) {
      LOG.warn("Ignored the incomplete last line of the queue, {} bytes", found.torn());
    }
    if (!found.broken().isEmpty()) {
      LOG.error(
          "Cannot read lines {} of the queue; the file was renamed, inspect it and remove it",
          found.broken());
    }
    if (found.dropped() > 0) {
      LOG.error(
          "Dropped {} abandoned calls without a journal record: more than the queue may keep",
          found.dropped());
    }
  }

  ApprovalQueue queue() {
    return queue;
  }

  /** Records pending abandoned calls in a new journal. */
  void journalChanged() {
    abandoned.record();
  }

  Health health() {
    if (!file.movedAside().isEmpty()) {
      Level level = file.found().broken().isEmpty() ? Level.WARN : Level.CRITICAL;
      return health(
          level,
          "an unreadable queue file was renamed: "
              + String.join(", ", file.movedAside())
              + "; inspect it and remove it");
    }
    String failure = queue.writeFailure();
    if (failure != null) {
      return health(Level.CRITICAL, "the queue cannot be written: " + failure);
    }
    String warning = warning();
    return warning.isEmpty() ? health(Level.OK, "") : health(Level.WARN, warning);
  }

  private String warning() {
    String shortage = shortage();
    if (!shortage.isEmpty()) {
      return shortage;
    }
    if (capacity.isNearlyFull()) {
      return "the approval queue is over 90 % full: " + capacity.calls() + " calls";
    }
    int unrecorded = abandoned.unrecorded();
    if (unrecorded > 0) {
      return "%d calls abandoned by a restart are not in the journal yet".formatted(unrecorded);
    }
    return webhook != null && webhook.failing()
        ? "the webhook fails; %d messages lost".formatted(webhook.lost())
        : "";
  }

  private String shortage() {
    String always = settings.shortage();
    return always.isEmpty()
        ? queue.waiting().stream()
            .map(settings::shortage)
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse("")
        : always;
  }

  private static Health health(Level level, String detail) {
    return new Health(PART, level, detail);
  }

  /**
   * Closes the parts in this order: a call that ends now must not be recorded as decided or
   * reported.
   */
  @Override
  public void close() throws IOException {
    queue.close();
    abandoned.close();
    timer.close();
    if (webhook != null) {
      webhook.close();
    }
    completions.close();
    file.close();
  }
}

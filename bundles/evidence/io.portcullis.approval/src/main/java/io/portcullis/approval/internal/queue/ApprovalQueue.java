// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.approval.internal.config.ApprovalText;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.review.Entitlement;
import io.portcullis.approval.internal.review.ReviewerAuthenticator;
import io.portcullis.approval.internal.review.ReviewerIdentity;
import io.portcullis.approval.internal.schedule.ContinuationThreads;
import io.portcullis.approval.internal.schedule.DelayTimer;
import io.portcullis.approval.internal.store.QueueLine;
import io.portcullis.approval.internal.store.QueueLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that wait for a person. Each ends once: by a reviewer, by its deadline, by the gate
 * that waits no longer, or because the queue is closed. Nothing is shown or takes effect before it
 * is in the queue file. No thread is held by a call that waits. Thread-safe.
 */
public final class ApprovalQueue implements ApprovalChannel, ApprovalReview, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalQueue.class);

  /** For a call that comes past the gate, without a deadline. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Any longer, and it could not be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final String IN_TIME = "nobody approved in time";
  private static final String STOPPED = "the approval channel was stopped";
  private static final int MAX_IDS = 100;

  /**
   * What the queue is made of.
   *
   * @param reviewers tells who decides
   * @param entitlement who may decide what
   * @param file where all is written down
   * @param room how much may wait
   * @param reports told what becomes of each call
   * @param timer ends calls that nobody decides
   * @param completions runs what follows an end
   * @param ids makes ids that cannot be guessed
   * @param clock tells the time
   */
  public record Parts(
      ReviewerAuthenticator reviewers,
      Entitlement entitlement,
      QueueLog file,
      CapacityLimit room,
      ApprovalEvents reports,
      DelayTimer timer,
      ContinuationThreads completions,
      Supplier<String> ids,
      InstantSource clock) {}

  private final Parts parts;
  private final Map<String, PendingApproval> tickets = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicReference<@Nullable String> writeFailure = new AtomicReference<>();
  private volatile boolean closed;

  public ApprovalQueue(Parts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    if (closed) {
      return unavailable(STOPPED);
    }
    long weight = CapacityLimit.weight(call, pending);
    String full = parts.room().enter(weight);
    if (!full.isEmpty()) {
      return unavailable(full);
    }
    boolean waits = false;
    try {
      PendingApproval ticket = ticket(call, pending, weight);
      if (ticket.over(parts.timer().nanoTime())) {
        return CompletableFuture.completedFuture(ticket.decision(Outcome.EXPIRED, "", IN_TIME));
      }
      write(QueueLine.request(ticket.waiting()));
      waits = true;
      show(ticket);
      return ticket.stage();
    } catch (IOException e) {
      return unavailable("the request for approval cannot be written down: " + e.getMessage());
    } finally {
      if (!waits) {
        parts.room().leave(weight);
      }
    }
  }

  private static CompletionStage<ApprovalDecision> unavailable(String reason) {
    return CompletableFuture.completedFuture(ApprovalDecision.unavailable(reason));
  }

  private PendingApproval ticket(ToolCall call, Verdict.Pending pending, long weight) {
    Instant now = parts.clock().instant();
    Instant until = call.deadline();
    if (until == null) {
      Duration timeout = pending.timeout();
      until = now.plus(timeout == null || timeout.compareTo(PATIENCE) > 0 ? PATIENCE : timeout);
    }
    Entitlement entitlement = parts.entitlement();
    return new PendingApproval(
        numbers.incrementAndGet(),
        weight,
        parts.timer().nanoTime() + nanos(Duration.between(now, until)),
        new ReviewRequest(
            id(),
            call,
            call.argumentsDigest(),
            pending.reason(),
            pending.rule(),
            now,
            until,
            entitlement.needed(),
            List.of(),
            entitlement.groups(call.tool())));
  }

  private static long nanos(Duration time) {
    if (time.isNegative()) {
      return 0;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
  }

  private String id() {
    for (int n = 0; n < MAX_IDS; n++) {
      String id = parts.ids().get();
      if (!tickets.containsKey(id)) {
        return id;
      }
    }
    throw new IllegalStateException("no free id");
  }

  private void show(PendingApproval ticket) {
    ReviewRequest waiting = ticket.waiting();
    boolean shown;
    synchronized (ticket) { // whoever hears of it can decide it, and no decision is told before
      shown = tickets.putIfAbsent(waiting.id(), ticket) == null;
      parts.reports().requested(waiting);
    }
    if (!shown) {
      // Two made the same id at the same time. Nobody could decide this one.
      finish(ticket, ApprovalDecision.unavailable("no id is free for the request for approval"));
      return;
    }
    CompletableFuture<?> unused =
        ticket.stage().whenComplete((decision, failure) -> dropped(ticket));
    ticket.endsAt(
        parts
            .timer()
            .after(
                Duration.between(waiting.since(), waiting.until()),
                () -> parts.completions().execute(() -> expire(ticket))));
    if (closed) { // and that found nothing to end here
      stop(ticket);
    }
  }

  @Override
  public List<ReviewRequest> waiting() {
    return tickets.values().stream()
        .sorted(Comparator.comparingLong(PendingApproval::number))
        .map(PendingApproval::waiting)
        .toList();
  }

  @Override
  public ReviewResult decide(String id, Reviewer reviewer, boolean approve, String comment) {
    Optional<ReviewerIdentity> who = parts.reviewers().authenticate(reviewer);
    if (who.isEmpty()) {
      return ReviewResult.NOT_AUTHENTICATED;
    }
    PendingApproval ticket = tickets.get(id);
    return ticket == null
        ? ReviewResult.NOT_WAITING
        : decide(ticket, who.get(), approve, ApprovalText.cut(comment));
  }

  private ReviewResult decide(
      PendingApproval ticket, ReviewerIdentity who, boolean approve, String comment) {
    ReviewResult ruling;
    synchronized (ticket) { // also while it is written down, so that one of several decides
      ruling = ruling(ticket, who, approve);
      if (ruling != ReviewResult.APPROVED
          && ruling != ReviewResult.REJECTED
          && ruling != ReviewResult.MORE_NEEDED) {
        return ruling;
      }
      try {
        write(line(ticket, who, ruling));
      } catch (IOException e) {
        return ReviewResult.NOT_RECORDED;
      }
      if (approve) {
        ticket.approvedBy(who);
      }
      if (ruling != ReviewResult.MORE_NEEDED) {
        ticket.end();
      }
    }
    tell(ticket, who, ruling, comment);
    return ruling;
  }

  private ReviewResult ruling(PendingApproval ticket, ReviewerIdentity who, boolean approve) {
    if (closed || ticket.over(parts.timer().nanoTime())) {
      return ReviewResult.NOT_WAITING;
    }
    ReviewRequest waiting = ticket.waiting();
    if (who.calls(waiting.call()) || !who.isIn(waiting.groups())) {
      return ReviewResult.NOT_ENTITLED;
    }
    if (!approve) {
      return ReviewResult.REJECTED;
    }
    if (ticket.hasApprovalOf(who)) {
      return ReviewResult.ALREADY_APPROVED;
    }
    return ticket.oneIsMissing() ? ReviewResult.APPROVED : ReviewResult.MORE_NEEDED;
  }

  private QueueLine line(PendingApproval ticket, ReviewerIdentity who, ReviewResult ruling) {
    Instant now = parts.clock().instant();
    return switch (ruling) {
      case APPROVED -> QueueLine.end(ticket.id(), "approved", who.who(), now);
      case REJECTED -> QueueLine.end(ticket.id(), "rejected", who.who(), now);
      default -> QueueLine.vote(ticket.id(), who.who(), now);
    };
  }

  private void tell(
      PendingApproval ticket, ReviewerIdentity who, ReviewResult ruling, String comment) {
    ReviewRequest waiting = ticket.waiting();
    switch (ruling) {
      case APPROVED -> {
        parts.reports().ended(ApprovalEvents.GRANTED, waiting, ticket.approvers(), comment);
        finish(ticket, ticket.decision(Outcome.APPROVED, ticket.approvers(), comment));
      }
      case REJECTED -> {
        parts.reports().ended(ApprovalEvents.DENIED, waiting, who.who(), comment);
        finish(ticket, ticket.decision(Outcome.REJECTED, who.who(), comment));
      }
      default -> parts.reports().vote(waiting, who.who(), comment);
    }
  }

  private void expire(PendingApproval ticket) {
    if (ticket.end()) {
      writeEnd(ticket, "expired");
      parts.reports().ended(ApprovalEvents.EXPIRED, ticket.waiting(), "", "");
      finish(ticket, ticket.decision(Outcome.EXPIRED, "", IN_TIME));
    }
  }

  /** The gate waits no longer, which is no news if it has what it waited for. */
  private void dropped(PendingApproval ticket) {
    if (!ticket.ended()) {
      tickets.remove(ticket.id(), ticket);
      parts.completions().execute(() -> cancel(ticket));
    }
  }

  private void cancel(PendingApproval ticket) {
    if (ticket.end()) {
      writeEnd(ticket, "cancelled");
      parts.reports().ended(ApprovalEvents.CANCELLED, ticket.waiting(), "", "");
      parts.room().leave(ticket.weight());
    }
  }

  /** No end is written: the next start tells the journal what was abandoned. */
  private void stop(PendingApproval ticket) {
    if (ticket.end()) {
      finish(ticket, ApprovalDecision.unavailable(STOPPED));
    }
  }

  private void finish(PendingApproval ticket, ApprovalDecision decision) {
    tickets.remove(ticket.id(), ticket);
    parts.completions().execute(() -> complete(ticket, decision));
  }

  private void complete(PendingApproval ticket, ApprovalDecision decision) {
    try {
      if (!ticket.stage().complete(decision) && decision.outcome() == Outcome.APPROVED) {
        parts.reports().ended(ApprovalEvents.CANCELLED, ticket.waiting(), "", "approved too late");
      }
    } finally {
      parts.room().leave(ticket.weight());
    }
  }

  /** A call that has ended is denied, whether that can be written down or not. */
  private void writeEnd(PendingApproval ticket, String outcome) {
    try {
      write(QueueLine.end(ticket.id(), outcome, "", parts.clock().instant()));
    } catch (IOException e) {
      LOG.debug("that {} is {} is not written down", ticket.id(), outcome, e);
    }
  }

  private void write(QueueLine line) throws IOException {
    try {
      parts.file().add(line);
      if (writeFailure.getAndSet(null) != null) {
        LOG.info("the queue of approvals can be written again");
      }
    } catch (IOException e) {
      String reason = ApprovalText.line(String.valueOf(e.getMessage()));
      if (!closed && writeFailure.getAndSet(reason) == null) {
        LOG.warn("the queue of approvals cannot be written, so none counts", e);
      }
      throw e;
    }
  }

  /** Why nothing can be written at present, or null. */
  public @Nullable String writeFailure() {
    return writeFailure.get();
  }

  /** Ends all that waits as unavailable, and takes no more. */
  @Override
  public void close() {
    closed = true;
    tickets.values().forEach(this::stop);
  }
}

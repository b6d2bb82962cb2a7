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
import io.portcullis.support.text.PrintableText;
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
 * A bounded queue of calls that need an approval. Each call ends once: by a reviewer, by its
 * deadline, by the gate's cancellation, or because the queue closes. No request is shown and no
 * decision takes effect before it is in the queue file. A waiting call blocks no thread.
 * Thread-safe.
 */
public final class ApprovalQueue implements ApprovalChannel, ApprovalReview, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalQueue.class);

  /** The timeout of a call without a deadline, which bypasses the gate. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /** The maximum wait: its nanoseconds fit into a long. */
  private static final Duration MAX_WAIT = Duration.ofDays(36_500);

  private static final String EXPIRED_REASON = "nobody approved in time";
  private static final String STOPPED_REASON = "the approval channel was stopped";
  private static final int MAX_IDS = 100;

  /**
   * The parts of the queue.
   *
   * @param reviewers authenticates reviewers
   * @param entitlement the number and the groups of the reviewers that a call needs
   * @param file records requests, votes and ends
   * @param room bounds the waiting calls
   * @param reports reports the events of each call
   * @param timer expires calls without a decision
   * @param completions runs the continuations of ended calls
   * @param ids generates ids that cannot be guessed
   * @param clock the wall clock
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
  private final Map<String, PendingApproval> approvals = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicReference<@Nullable String> writeFailure = new AtomicReference<>();
  private volatile boolean closed;

  public ApprovalQueue(Parts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    if (closed) {
      return unavailable(STOPPED_REASON);
    }
    long weight = CapacityLimit.weight(call, pending);
    String full = parts.room().enter(weight);
    return full.isEmpty() ? admitted(call, pending, weight) : unavailable(full);
  }

  /** Writes and shows a request, and leaves the room again unless the request waits. */
  private CompletionStage<ApprovalDecision> admitted(
      ToolCall call, Verdict.Pending pending, long weight) {
    boolean waits = false;
    try {
      PendingApproval approval = approval(call, pending, weight);
      if (approval.isExpired(parts.timer().nanoTime())) {
        return completed(approval.decision(Outcome.EXPIRED, "", EXPIRED_REASON));
      }
      write(QueueLine.request(approval.waiting()));
      waits = true;
      return show(approval);
    } catch (IOException e) {
      return unavailable("the request for approval cannot be written: " + e.getMessage());
    } finally {
      if (!waits) {
        parts.room().leave(weight);
      }
    }
  }

  private static CompletionStage<ApprovalDecision> completed(ApprovalDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }

  private static CompletionStage<ApprovalDecision> unavailable(String reason) {
    return completed(ApprovalDecision.unavailable(reason));
  }

  private PendingApproval approval(ToolCall call, Verdict.Pending pending, long weight) {
    Instant now = parts.clock().instant();
    Instant until = until(call, pending, now);
    return new PendingApproval(
        numbers.incrementAndGet(),
        weight,
        parts.timer().nanoTime() + nanos(Duration.between(now, until)),
        reviewRequest(call, pending, now, until),
        parts.entitlement().groups(call.tool()));
  }

  private static Instant until(ToolCall call, Verdict.Pending pending, Instant now) {
    Instant deadline = call.deadline();
    if (deadline != null) {
      return deadline;
    }
    Duration timeout = pending.timeout();
    boolean isShorter = timeout != null && timeout.compareTo(DEFAULT_TIMEOUT) <= 0;
    return now.plus(isShorter ? timeout : DEFAULT_TIMEOUT);
  }

  private ReviewRequest reviewRequest(
      ToolCall call, Verdict.Pending pending, Instant now, Instant until) {
    Entitlement entitlement = parts.entitlement();
    return new ReviewRequest(
        id(),
        call,
        call.argumentsDigest(),
        pending.reason(),
        pending.rule(),
        now,
        until,
        entitlement.needed(),
        List.of(),
        pending.approvers().isEmpty() ? entitlement.groups(call.tool()) : pending.approvers());
  }

  private static long nanos(Duration time) {
    if (time.isNegative()) {
      return 0;
    }
    return time.compareTo(MAX_WAIT) > 0 ? MAX_WAIT.toNanos() : time.toNanos();
  }

  private String id() {
    for (int n = 0; n < MAX_IDS; n++) {
      String id = parts.ids().get();
      if (!approvals.containsKey(id)) {
        return id;
      }
    }
    throw new IllegalStateException("no unused id");
  }

  private CompletionStage<ApprovalDecision> show(PendingApproval approval) {
    ReviewRequest waiting = approval.waiting();
    boolean shown;
    // A notified reviewer can decide it, and no decision is reported before the request.
    synchronized (approval) {
      shown = approvals.putIfAbsent(waiting.id(), approval) == null;
      parts.reports().requested(waiting);
    }
    if (shown) {
      endLater(approval);
    } else {
      // Two requests got the same id at the same time; this one could not be decided.
      finish(approval, ApprovalDecision.unavailable("no unused id for the request for approval"));
    }
    return approval.stage();
  }

  /** Ends a call if the gate cancels it, when it expires, and if the queue is closed. */
  private void endLater(PendingApproval approval) {
    ReviewRequest waiting = approval.waiting();
    CompletableFuture<?> unused =
        approval.stage().whenComplete((decision, failure) -> cancelIfOpen(approval));
    approval.setAlarm(
        parts
            .timer()
            .after(
                Duration.between(waiting.since(), waiting.until()),
                () -> parts.completions().execute(() -> expire(approval))));
    if (closed) { // the close has not seen this call
      stop(approval);
    }
  }

  @Override
  public List<ReviewRequest> waiting() {
    return approvals.values().stream()
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
    PendingApproval approval = approvals.get(id);
    return approval == null
        ? ReviewResult.NOT_WAITING
        : decide(approval, who.get(), approve, ApprovalText.cut(comment));
  }

  private ReviewResult decide(
      PendingApproval approval, ReviewerIdentity who, boolean approve, String comment) {
    ReviewResult result;
    synchronized (approval) { // held during the write, so that one of several reviewers decides
      result = result(approval, who, approve);
      if (!counts(result)) {
        return result;
      }
      try {
        write(line(approval, who, result));
      } catch (IOException e) {
        return ReviewResult.NOT_RECORDED;
      }
      apply(approval, who, result);
    }
    report(approval, who, result, comment);
    return result;
  }

  private static boolean counts(ReviewResult result) {
    return result == ReviewResult.APPROVED
        || result == ReviewResult.REJECTED
        || result == ReviewResult.MORE_NEEDED;
  }

  /** Changes the call as a recorded result says. Called under its lock. */
  private static void apply(PendingApproval approval, ReviewerIdentity who, ReviewResult result) {
    if (result != ReviewResult.REJECTED) {
      approval.approvedBy(who);
    }
    if (result != ReviewResult.MORE_NEEDED) {
      approval.end();
    }
  }

  private ReviewResult result(PendingApproval approval, ReviewerIdentity who, boolean approve) {
    if (closed || approval.isExpired(parts.timer().nanoTime())) {
      return ReviewResult.NOT_WAITING;
    }
    ReviewRequest waiting = approval.waiting();
    if (who.calls(waiting.call())
        || !who.isIn(waiting.groups())
        || !who.isIn(approval.configuredGroups())) {
      return ReviewResult.NOT_ENTITLED;
    }
    if (!approve) {
      return ReviewResult.REJECTED;
    }
    if (approval.hasApprovalOf(who)) {
      return ReviewResult.ALREADY_APPROVED;
    }
    return approval.needsOneMore() ? ReviewResult.APPROVED : ReviewResult.MORE_NEEDED;
  }

  private QueueLine line(PendingApproval approval, ReviewerIdentity who, ReviewResult result) {
    Instant now = parts.clock().instant();
    return switch (result) {
      case APPROVED -> QueueLine.end(approval.id(), "approved", who.who(), now);
      case REJECTED -> QueueLine.end(approval.id(), "rejected", who.who(), now);
      default -> QueueLine.vote(approval.id(), who.who(), now);
    };
  }

  private void report(
      PendingApproval approval, ReviewerIdentity who, ReviewResult result, String comment) {
    ReviewRequest waiting = approval.waiting();
    switch (result) {
      case APPROVED -> {
        parts.reports().ended(ApprovalEvents.GRANTED, waiting, approval.approvers(), comment);
        finish(approval, approval.decision(Outcome.APPROVED, approval.approvers(), comment));
      }
      case REJECTED -> {
        parts.reports().ended(ApprovalEvents.DENIED, waiting, who.who(), comment);
        finish(approval, approval.decision(Outcome.REJECTED, who.who(), comment));
      }
      default -> parts.reports().vote(waiting, who.who(), comment);
    }
  }

  private void expire(PendingApproval approval) {
    if (approval.end()) {
      writeEnd(approval, "expired");
      parts.reports().ended(ApprovalEvents.EXPIRED, approval.waiting(), "", "");
      finish(approval, approval.decision(Outcome.EXPIRED, "", EXPIRED_REASON));
    }
  }

  /** Cancels a call when the gate stops waiting, unless the call has ended already. */
  private void cancelIfOpen(PendingApproval approval) {
    if (!approval.hasEnded()) {
      approvals.remove(approval.id(), approval);
      parts.completions().execute(() -> cancel(approval));
    }
  }

  private void cancel(PendingApproval approval) {
    if (approval.end()) {
      writeEnd(approval, "cancelled");
      parts.reports().ended(ApprovalEvents.CANCELLED, approval.waiting(), "", "");
      parts.room().leave(approval.weight());
    }
  }

  /** Ends a call without a line in the file: the next start records it as abandoned. */
  private void stop(PendingApproval approval) {
    if (approval.end()) {
      finish(approval, ApprovalDecision.unavailable(STOPPED_REASON));
    }
  }

  private void finish(PendingApproval approval, ApprovalDecision decision) {
    approvals.remove(approval.id(), approval);
    parts.completions().execute(() -> complete(approval, decision));
  }

  private void complete(PendingApproval approval, ApprovalDecision decision) {
    try {
      if (!approval.stage().complete(decision) && decision.outcome() == Outcome.APPROVED) {
        parts
            .reports()
            .ended(ApprovalEvents.CANCELLED, approval.waiting(), "", "approved too late");
      }
    } finally {
      parts.room().leave(approval.weight());
    }
  }

  /** Writes the end of a call. The call stays denied even if this fails. */
  private void writeEnd(PendingApproval approval, String outcome) {
    try {
      write(QueueLine.end(approval.id(), outcome, "", parts.clock().instant()));
    } catch (IOException e) {
      LOG.debug("Cannot write the end of approval {}: {}", approval.id(), outcome, e);
    }
  }

  private void write(QueueLine line) throws IOException {
    try {
      parts.file().add(line);
      if (writeFailure.getAndSet(null) != null) {
        LOG.info("The approval queue file can be written again");
      }
    } catch (IOException e) {
      String reason = PrintableText.line(String.valueOf(e.getMessage()));
      if (!closed && writeFailure.getAndSet(reason) == null) {
        LOG.warn("Cannot write the approval queue file; no approval counts until that is fixed", e);
      }
      throw e;
    }
  }

  /** Returns why the last write failed, or null. */
  public @Nullable String writeFailure() {
    return writeFailure.get();
  }

  /** Ends all waiting calls as unavailable and accepts no more. */
  @Override
  public void close() {
    closed = true;
    approvals.values().forEach(this::stop);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.review.ReviewerIdentity;
import io.portcullis.approval.internal.schedule.DelayTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call that waits, with the stage that the gate holds. What can be changed is guarded by the
 * ticket itself, and whoever ends it is the only one who may complete its stage.
 */
final class PendingApproval {
  private final long number;
  private final long weight;
  private final long endsNanos;
  private final CompletableFuture<ApprovalDecision> stage = new CompletableFuture<>();
  private final List<ReviewerIdentity> approvers = new ArrayList<>();
  private volatile ReviewRequest waiting;
  private volatile boolean ended;
  private DelayTimer.@Nullable Alarm alarm;

  /**
   * @param endsNanos when it is too late for a reviewer, by the monotonic clock: a wall clock that
   *     is set back must not stretch that
   */
  PendingApproval(long number, long weight, long endsNanos, ReviewRequest waiting) {
    this.number = number;
    this.weight = weight;
    this.endsNanos = endsNanos;
    this.waiting = waiting;
  }

  long number() {
    return number;
  }

  long weight() {
    return weight;
  }

  String id() {
    return waiting.id();
  }

  ReviewRequest waiting() {
    return waiting;
  }

  CompletableFuture<ApprovalDecision> stage() {
    return stage;
  }

  /** Whether it has been ended, which the stage may not know yet. */
  boolean ended() {
    return ended;
  }

  /** Whether it is too late for a reviewer. */
  boolean over(long nanoTime) {
    return ended || stage.isDone() || nanoTime - endsNanos >= 0;
  }

  /** Ends it; false if it has ended. */
  synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    if (alarm != null) {
      alarm.cancel();
    }
    return true;
  }

  /** The alarm that is to be cancelled with the end. */
  synchronized void endsAt(DelayTimer.Alarm expiry) {
    alarm = expiry;
    if (ended) {
      expiry.cancel();
    }
  }

  synchronized boolean hasApprovalOf(ReviewerIdentity who) {
    return approvers.stream().anyMatch(each -> each.isPerson(who.name()));
  }

  /** Whether one more approval is all that is needed. */
  synchronized boolean oneIsMissing() {
    return approvers.size() + 1 >= waiting.needed();
  }

  synchronized void approvedBy(ReviewerIdentity who) {
    approvers.add(who);
    ReviewRequest before = waiting;
    waiting =
        new ReviewRequest(
            before.id(),
            before.call(),
            before.argumentsDigest(),
            before.reason(),
            before.rule(),
            before.since(),
            before.until(),
            before.needed(),
            approvers.stream().map(ReviewerIdentity::who).toList(),
            before.groups());
  }

  String approvers() {
    return waiting.approvedBy().stream().collect(Collectors.joining(", "));
  }

  /** A decision about exactly this call. */
  ApprovalDecision decision(ApprovalDecision.Outcome outcome, String who, String reason) {
    return new ApprovalDecision(
        outcome, waiting.call().tool(), waiting.argumentsDigest(), who, reason);
  }
}

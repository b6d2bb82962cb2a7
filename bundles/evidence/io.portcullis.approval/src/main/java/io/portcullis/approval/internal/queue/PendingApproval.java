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
 * A waiting call with the stage that the gate holds. This object guards its mutable state. Only the
 * caller whose {@link #end} returns true may complete the stage.
 */
final class PendingApproval {
  private final long number;
  private final long weight;
  private final long endsNanos;
  private final CompletableFuture<ApprovalDecision> stage = new CompletableFuture<>();
  private final List<ReviewerIdentity> approvers = new ArrayList<>();
  private final List<String> configuredGroups;
  private volatile ReviewRequest waiting;
  private volatile boolean ended;
  private DelayTimer.@Nullable Alarm alarm;

  /**
   * @param endsNanos the monotonic time of the expiry; a change of the wall clock must not extend
   *     it
   * @param configuredGroups the groups of the configuration, which bind besides those of the
   *     request
   */
  PendingApproval(
      long number,
      long weight,
      long endsNanos,
      ReviewRequest waiting,
      List<String> configuredGroups) {
    this.number = number;
    this.weight = weight;
    this.endsNanos = endsNanos;
    this.waiting = waiting;
    this.configuredGroups = List.copyOf(configuredGroups);
  }

  List<String> configuredGroups() {
    return configuredGroups;
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

  /** Returns whether the call has ended; the stage may not be complete yet. */
  boolean hasEnded() {
    return ended;
  }

  /** Returns whether a reviewer is too late. */
  boolean isExpired(long nanoTime) {
    return ended || stage.isDone() || nanoTime - endsNanos >= 0;
  }

  /** Ends the call. Returns false if it has ended already. */
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

  /** Sets the alarm that the end cancels. */
  synchronized void setAlarm(DelayTimer.Alarm expiry) {
    alarm = expiry;
    if (ended) {
      expiry.cancel();
    }
  }

  synchronized boolean hasApprovalOf(ReviewerIdentity who) {
    return approvers.stream().anyMatch(each -> each.isPerson(who.name()));
  }

  /** Returns whether the next approval is the last one needed. */
  synchronized boolean needsOneMore() {
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

  /** Returns a decision about exactly this call. */
  ApprovalDecision decision(ApprovalDecision.Outcome outcome, String who, String reason) {
    return new ApprovalDecision(
        outcome, waiting.call().tool(), waiting.argumentsDigest(), who, reason);
  }
}

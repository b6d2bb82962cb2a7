// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the runtime's approval decisions about the calls that it left pending. A call is approved
 * only once, and only by a decision with its approval id on its own connection. The decision may
 * arrive before the gate requests it. Requests for other calls go to the next channel. Thread-safe.
 */
public final class RuntimeApprovals implements ApprovalChannel {
  /** Whether the approval of a pending call can be awaited. */
  public enum Expectation {
    /** The approval is awaited. */
    KEPT,
    /** Too many approvals are pending. */
    FULL,
    /** Another call has the same approval id, so a decision would be ambiguous. */
    TWICE
  }

  /** A pending call. Guarded by the lock of its owner, except for the future. */
  private static final class Waiting {
    final String callId;
    final String approvalId;
    final String tool;
    final String digest;
    final CompletableFuture<ApprovalDecision> future = new CompletableFuture<>();
    LinkTime.@Nullable Alarm alarm;

    Waiting(ToolCall call, String approvalId) {
      callId = call.id();
      this.approvalId = approvalId;
      tool = call.tool();
      digest = call.argumentsDigest();
    }
  }

  private final LinkTime time;
  private final Executor threads;
  private final Duration timeout;
  private final int most;
  private final ApprovalChannel next;

  private final Object lock = new Object();
  private final Set<Waiting> all = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Waiting> unclaimed = new HashMap<>();
  private final Map<String, Waiting> undecided = new HashMap<>();

  public RuntimeApprovals(
      LinkTime time, Executor threads, Duration timeout, int most, ApprovalChannel next) {
    this.time = time;
    this.threads = threads;
    this.timeout = timeout;
    this.most = most;
    this.next = next;
  }

  /** Registers a pending call. Call this before its decision is delivered. */
  public Expectation expect(ToolCall call, String approvalId) {
    Waiting waiting = new Waiting(call, approvalId);
    synchronized (lock) {
      if (undecided.containsKey(approvalId)) {
        return Expectation.TWICE;
      }
      if (all.size() >= most) {
        return Expectation.FULL;
      }
      add(waiting);
    }
    if (approvalId.isEmpty()) {
      waiting.future.complete(ApprovalDecision.unavailable("the runtime gave no approval id"));
    }
    return Expectation.KEPT;
  }

  /** Adds a call, and sets its timer; to be called under the lock. */
  private void add(Waiting waiting) {
    all.add(waiting);
    unclaimed.put(waiting.callId, waiting);
    if (!waiting.approvalId.isEmpty()) {
      undecided.put(waiting.approvalId, waiting);
    }
    waiting.alarm = time.after(timeout, () -> expire(waiting));
  }

  /**
   * Completes a pending call with the runtime's decision.
   *
   * @return false if no call is pending under the approval id
   */
  public boolean decided(ApprovalNotice notice) {
    Waiting waiting;
    synchronized (lock) {
      waiting = undecided.remove(notice.approvalId());
    }
    if (waiting == null) {
      return false;
    }
    Outcome outcome = notice.approved() ? Outcome.APPROVED : Outcome.REJECTED;
    complete(
        waiting,
        new ApprovalDecision(
            outcome, waiting.tool, waiting.digest, notice.decidedBy(), notice.reason()));
    return true;
  }

  /** Fails the undecided approvals, because their connection has ended. */
  public void connectionEnded(String why) {
    Set<Waiting> open;
    synchronized (lock) {
      open = new HashSet<>(undecided.values());
      undecided.clear();
    }
    String reason = RuntimeDecision.CHANNEL_CLOSED + ": " + why;
    open.forEach(waiting -> complete(waiting, ApprovalDecision.unavailable(reason)));
  }

  private void expire(Waiting waiting) {
    synchronized (lock) {
      undecided.remove(waiting.approvalId, waiting);
      unclaimed.remove(waiting.callId, waiting);
      all.remove(waiting);
    }
    complete(
        waiting,
        new ApprovalDecision(
            Outcome.EXPIRED, waiting.tool, waiting.digest, "", "nobody approved in time"));
  }

  /** Completes the future in a pool thread, because its dependents run code of others. */
  private void complete(Waiting waiting, ApprovalDecision decision) {
    threads.execute(() -> waiting.future.complete(decision));
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    Waiting waiting;
    synchronized (lock) {
      waiting = unclaimed.remove(call.id());
    }
    if (waiting == null) {
      return next.request(call, pending);
    }
    CompletableFuture<ApprovalDecision> unused =
        waiting.future.whenComplete((decision, failure) -> release(waiting));
    if (!waiting.approvalId.equals(pending.approvalId())) {
      waiting.future.complete(
          ApprovalDecision.unavailable(
              "the runtime left this call pending under another approval id"));
    }
    return waiting.future; // the gate may cancel the future
  }

  private void release(Waiting waiting) {
    LinkTime.Alarm alarm;
    synchronized (lock) {
      undecided.remove(waiting.approvalId, waiting);
      all.remove(waiting);
      alarm = waiting.alarm;
    }
    if (alarm != null) {
      alarm.cancel();
    }
  }

  /** Returns the number of calls, for tests of leaks. */
  public int size() {
    synchronized (lock) {
      return all.size();
    }
  }
}

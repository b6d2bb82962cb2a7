// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.spi.RuntimeDecision;
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
 * Waits for what the runtime says about calls that it left pending. Only an approval that came on
 * the connection of the call, under the id of the call, approves it, and once. The decision may
 * come before the gate asks for it. Calls that this runtime did not leave pending go to the next
 * channel. Thread-safe.
 */
public final class RuntimeApprovals implements ApprovalChannel {
  /** Whether a pending call can be waited for. */
  public enum Expectation {
    /** It can. */
    KEPT,
    /** Too many wait. */
    FULL,
    /** Another call waits under the same id: nobody could tell which one is approved. */
    TWICE
  }

  /** Guarded by the lock of its owner, but for the future. */
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
  private final ApprovalChannel otherwise;

  private final Object lock = new Object();
  private final Set<Waiting> all = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Waiting> unclaimed = new HashMap<>();
  private final Map<String, Waiting> undecided = new HashMap<>();

  public RuntimeApprovals(
      LinkTime time, Executor threads, Duration timeout, int most, ApprovalChannel otherwise) {
    this.time = time;
    this.threads = threads;
    this.timeout = timeout;
    this.most = most;
    this.otherwise = otherwise;
  }

  /** A call was left pending; to be called before anybody hears of it. */
  public Expectation expect(ToolCall call, String approvalId) {
    Waiting waiting = new Waiting(call, approvalId);
    synchronized (lock) {
      if (undecided.containsKey(approvalId)) {
        return Expectation.TWICE;
      }
      if (all.size() >= most) {
        return Expectation.FULL;
      }
      all.add(waiting);
      unclaimed.put(waiting.callId, waiting);
      if (!approvalId.isEmpty()) {
        undecided.put(approvalId, waiting);
      }
      waiting.alarm = time.after(timeout, () -> expire(waiting));
    }
    if (approvalId.isEmpty()) {
      waiting.future.complete(
          ApprovalDecision.unavailable("the runtime named nothing that can be approved"));
    }
    return Expectation.KEPT;
  }

  /**
   * The runtime has decided.
   *
   * @return false if nobody waits for that
   */
  public boolean decided(io.portcullis.assembly.wire.messages.ApprovalNotice said) {
    Waiting waiting;
    synchronized (lock) {
      waiting = undecided.remove(said.approvalId());
    }
    if (waiting == null) {
      return false;
    }
    Outcome outcome = said.approved() ? Outcome.APPROVED : Outcome.REJECTED;
    complete(
        waiting,
        new ApprovalDecision(
            outcome, waiting.tool, waiting.digest, said.decidedBy(), said.reason()));
    return true;
  }

  /** Nothing more comes on this connection. */
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

  /** Whoever waits continues in a thread that nobody else needs. */
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
      return otherwise.request(call, pending);
    }
    CompletableFuture<ApprovalDecision> unused =
        waiting.future.whenComplete((decision, failure) -> settled(waiting));
    if (!waiting.approvalId.equals(pending.approvalId())) {
      waiting.future.complete(
          ApprovalDecision.unavailable("the runtime was asked about another approval"));
    }
    return waiting.future; // the gate may cancel it
  }

  private void settled(Waiting waiting) {
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

  /** How many are kept, for whoever looks for leaks. */
  public int size() {
    synchronized (lock) {
      return all.size();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.review.Entitlement;
import io.portcullis.approval.internal.review.ReviewerAuthenticator;
import io.portcullis.approval.internal.review.ReviewerEntry;
import io.portcullis.approval.internal.schedule.ContinuationThreads;
import io.portcullis.approval.internal.schedule.ManualTimer;
import io.portcullis.approval.internal.store.QueueLine;
import io.portcullis.approval.internal.store.QueueLog;
import io.portcullis.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A queue whose surroundings the test controls. */
public final class QueueRig {
  public static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  static final Duration WAIT = Duration.ofMinutes(5);
  public static final Verdict.Pending PENDING =
      new Verdict.Pending("p-1", "deletes data", "tools/delete", null);

  /** A log in memory that fails on demand. */
  static final class MemoryLog implements QueueLog {
    final List<QueueLine> lines = new CopyOnWriteArrayList<>();
    volatile boolean full;

    @Override
    public void add(QueueLine line) throws IOException {
      if (full) {
        throw new IOException("no space left");
      }
      lines.add(line);
    }

    List<String> said() {
      return lines.stream()
          .map(line -> (line.what() + " " + line.text("outcome") + " " + line.text("by")).strip())
          .toList();
    }
  }

  final ManualClock clock = new ManualClock(START);
  final ManualTimer timer = new ManualTimer(clock);
  final MemoryLog log = new MemoryLog();
  final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();
  final ContinuationThreads completions = new ContinuationThreads();
  Supplier<String> ids = new ApprovalIds();
  Entitlement entitlement = new Entitlement(1, List.of());
  CapacityLimit room = new CapacityLimit(100, 10_000);
  boolean localUser = true;
  List<ReviewerEntry> reviewers =
      List.of(reviewer("ann", "ops"), reviewer("bob", "ops", "data"), reviewer("cid"));

  public static ReviewerEntry reviewer(String name, String... groups) {
    return new ReviewerEntry(name, List.of(groups), sha256(token(name)));
  }

  public static String token(String name) {
    return "token of " + name;
  }

  static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public static Reviewer holder(String name) {
    return new TokenHolder(name, token(name));
  }

  public static final Reviewer LOCAL = new LocalUser("operator");

  ApprovalQueue queue() {
    return new ApprovalQueue(
        new ApprovalQueue.Parts(
            new ReviewerAuthenticator(reviewers, localUser, clock::nanoTime),
            entitlement,
            log,
            room,
            new ApprovalEvents(events::add, null, clock),
            timer,
            completions,
            ids,
            clock));
  }

  public static ToolCall call(String id) {
    return call(id, "delete_all");
  }

  static ToolCall call(String id, String tool) {
    return ToolCall.of(tool, "{\"id\":\"" + id + "\"}")
        .stamped(id, AgentIdentity.of("agent"), START.plus(WAIT));
  }

  static CompletableFuture<ApprovalDecision> request(ApprovalQueue queue, ToolCall call) {
    return queue.request(call, PENDING).toCompletableFuture();
  }

  static String idOf(ApprovalQueue queue, String call) {
    return queue.waiting().stream()
        .filter(each -> each.call().id().equals(call))
        .findFirst()
        .orElseThrow()
        .id();
  }

  List<String> eventTypes() {
    return events.stream().map(GovernanceEvent::type).toList();
  }

  /** Returns when everything handed over so far has run, and takes no more. */
  void drain() throws InterruptedException {
    completions.close();
    if (!completions.awaitEnd(Duration.ofMinutes(1))) {
      throw new AssertionError("something still runs");
    }
  }
}

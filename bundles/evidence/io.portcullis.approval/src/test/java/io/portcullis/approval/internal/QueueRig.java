// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.ApprovalDesk.LocalUser;
import io.portcullis.api.ApprovalDesk.Reviewer;
import io.portcullis.api.ApprovalDesk.TokenHolder;
import io.portcullis.api.GovernanceEvent;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
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

/** A queue with its surroundings in the hands of the test. */
final class QueueRig {
  static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  static final Duration WAIT = Duration.ofMinutes(5);
  static final Verdict.Pending PENDING =
      new Verdict.Pending("p-1", "deletes data", "tools/delete", null);

  /** A log in memory that can be told to fail. */
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
  final Completions completions = new Completions();
  Supplier<String> ids = new RandomIds();
  Entitlement entitlement = new Entitlement(1, List.of());
  Room room = new Room(100, 10_000);
  boolean localUser = true;
  List<ReviewerEntry> reviewers =
      List.of(reviewer("ann", "ops"), reviewer("bob", "ops", "data"), reviewer("cid"));

  static ReviewerEntry reviewer(String name, String... groups) {
    return new ReviewerEntry(name, List.of(groups), sha256(token(name)));
  }

  static String token(String name) {
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

  static Reviewer holder(String name) {
    return new TokenHolder(name, token(name));
  }

  static final Reviewer LOCAL = new LocalUser("operator");

  ApprovalQueue queue() {
    return new ApprovalQueue(
        new ApprovalQueue.Parts(
            new Reviewers(reviewers, localUser, clock::nanoTime),
            entitlement,
            log,
            room,
            new Reports(events::add, null, clock),
            timer,
            completions,
            ids,
            clock));
  }

  static ToolCall call(String id) {
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

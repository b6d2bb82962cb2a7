// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import static io.portcullis.approval.internal.queue.QueueRig.holder;
import static io.portcullis.approval.internal.queue.QueueRig.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.review.ReviewerAuthenticator;
import io.portcullis.approval.internal.store.QueueFile;
import io.portcullis.approval.internal.store.QueueLog;
import io.portcullis.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyWaitingTest {
  private static final int CALLS = 10_000;

  @TempDir Path temp;
  private final QueueRig rig = new QueueRig();
  private final AtomicInteger completions = new AtomicInteger();

  private List<CompletableFuture<ApprovalDecision>> requestAll(ApprovalQueue queue) {
    List<CompletableFuture<ApprovalDecision>> stages = new ArrayList<>();
    for (int n = 0; n < CALLS; n++) {
      CompletableFuture<ApprovalDecision> stage = request(queue, QueueRig.call("c-" + n));
      stage.thenRun(completions::incrementAndGet);
      stages.add(stage);
    }
    return stages;
  }

  private ApprovalQueue queue(QueueLog log) {
    rig.room = new CapacityLimit(CALLS, 10_000_000);
    return new ApprovalQueue(
        new ApprovalQueue.Parts(
            new ReviewerAuthenticator(rig.reviewers, true, rig.clock::nanoTime),
            rig.entitlement,
            log,
            rig.room,
            new ApprovalEvents(event -> {}, null, rig.clock),
            rig.timer,
            rig.completions,
            rig.ids,
            rig.clock));
  }

  private void assertEmpty(ApprovalQueue queue) throws InterruptedException {
    rig.drain();
    assertThat(completions).hasValue(CALLS);
    assertThat(queue.waiting()).isEmpty();
    assertThat(rig.timer.size()).isZero();
    assertThat(rig.room.calls()).isZero();
    assertThat(rig.room.chars()).isZero();
  }

  private static Map<String, ReviewResult> decideAll(
      ApprovalQueue queue,
      List<ReviewRequest> all,
      String who,
      boolean approve,
      CyclicBarrier start) {
    Map<String, ReviewResult> rulings = new ConcurrentHashMap<>();
    try {
      start.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    for (ReviewRequest each : all) {
      rulings.put(each.id(), queue.decide(each.id(), holder(who), approve, who));
    }
    return rulings;
  }

  @Test
  void waitingCallsHoldNoThreadAndAreDecidedOnce() throws Exception {
    try (QueueFile file =
        QueueFile.open(temp, new QueueFile.Bounds(100_000, 1L << 30), 2 * CALLS, rig.clock)) {
      ApprovalQueue queue = queue(file);
      int before = Thread.activeCount();
      List<CompletableFuture<ApprovalDecision>> stages = requestAll(queue);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
      List<ReviewRequest> all = queue.waiting();
      assertThat(all).hasSize(CALLS);

      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<Map<String, ReviewResult>> ann =
          CompletableFuture.supplyAsync(
              () -> decideAll(queue, all, "ann", true, start), task -> new Thread(task).start());
      Map<String, ReviewResult> bob = decideAll(queue, all, "bob", false, start);
      Map<String, ReviewResult> anns = Await.await(ann);

      for (int n = 0; n < CALLS; n++) {
        ApprovalDecision decision = Await.await(stages.get(n));
        String id = all.get(n).id();
        boolean approved = anns.get(id) == ReviewResult.APPROVED;
        assertThat(List.of(anns.get(id), bob.get(id)))
            .isEqualTo(
                approved
                    ? List.of(ReviewResult.APPROVED, ReviewResult.NOT_WAITING)
                    : List.of(ReviewResult.NOT_WAITING, ReviewResult.REJECTED));
        assertThat(decision.outcome()).isEqualTo(approved ? Outcome.APPROVED : Outcome.REJECTED);
        assertThat(decision.argumentsDigest()).isEqualTo(all.get(n).argumentsDigest());
        assertThat(decision.decidedBy()).isEqualTo(approved ? "reviewer:ann" : "reviewer:bob");
      }
      assertEmpty(queue);
      file.compact();
      assertThat(temp.resolve("queue.jsonl")).isEmptyFile();
    }
  }

  @Test
  void manyWaitingCallsExpireTogether() throws Exception {
    ApprovalQueue queue = queue(rig.log);
    List<CompletableFuture<ApprovalDecision>> stages = requestAll(queue);
    rig.timer.advance(Duration.ofHours(1));
    stages.forEach(stage -> assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.EXPIRED));
    assertEmpty(queue);
  }

  @Test
  void raceOfGateAndReviewerCancelsOrDecidesEachCall() throws Exception {
    ApprovalQueue queue = queue(rig.log);
    List<CompletableFuture<ApprovalDecision>> stages = new ArrayList<>();
    for (int n = 0; n < CALLS; n++) {
      stages.add(request(queue, QueueRig.call("c-" + n)));
    }
    List<ReviewRequest> all = queue.waiting();
    CyclicBarrier start = new CyclicBarrier(2);
    CompletableFuture<Map<String, ReviewResult>> ann =
        CompletableFuture.supplyAsync(
            () -> decideAll(queue, all, "ann", true, start), task -> new Thread(task).start());
    start.await();
    for (int n = CALLS - 1; n >= 0; n--) {
      stages.get(n).cancel(false);
    }
    Map<String, ReviewResult> rulings = Await.await(ann);
    rig.drain();
    for (int n = 0; n < CALLS; n++) {
      CompletableFuture<ApprovalDecision> stage = stages.get(n);
      assertThat(stage).isDone();
      if (!stage.isCancelled()) { // who has an approval has it from a ruling
        assertThat(rulings.get(all.get(n).id())).isEqualTo(ReviewResult.APPROVED);
      }
    }
    assertThat(queue.waiting()).isEmpty();
    assertThat(rig.timer.size()).isZero();
    assertThat(rig.room.calls()).isZero();
  }
}

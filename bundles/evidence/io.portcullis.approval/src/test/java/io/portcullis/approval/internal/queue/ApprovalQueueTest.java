// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import static io.portcullis.approval.internal.queue.QueueRig.LOCAL;
import static io.portcullis.approval.internal.queue.QueueRig.PENDING;
import static io.portcullis.approval.internal.queue.QueueRig.START;
import static io.portcullis.approval.internal.queue.QueueRig.WAIT;
import static io.portcullis.approval.internal.queue.QueueRig.call;
import static io.portcullis.approval.internal.queue.QueueRig.holder;
import static io.portcullis.approval.internal.queue.QueueRig.idOf;
import static io.portcullis.approval.internal.queue.QueueRig.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.approval.internal.notification.ApprovalEvents;
import io.portcullis.approval.internal.review.Entitlement;
import io.portcullis.approval.internal.review.GroupRule;
import io.portcullis.approval.internal.review.ReviewerAuthenticator;
import io.portcullis.approval.internal.store.QueueLine;
import io.portcullis.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalQueueTest {
  private final QueueRig rig = new QueueRig();

  /** Nothing is left of a call that has ended. */
  private void assertEmpty(ApprovalQueue queue) throws InterruptedException {
    rig.drain();
    assertThat(queue.waiting()).isEmpty();
    assertThat(rig.timer.size()).isZero();
    assertThat(rig.room.calls()).isZero();
    assertThat(rig.room.chars()).isZero();
  }

  @Nested
  class ACallThatWaits {
    @Test
    void requestIsShownAsItWillRun() {
      rig.entitlement = new Entitlement(2, List.of(new GroupRule("delete*", List.of("ops"))));
      ApprovalQueue queue = rig.queue();
      ToolCall call = call("c-1");
      assertThat(request(queue, call)).isNotDone();
      ReviewRequest waiting = queue.waiting().get(0);
      assertThat(waiting)
          .isEqualTo(
              new ReviewRequest(
                  waiting.id(),
                  call,
                  call.argumentsDigest(),
                  "deletes data",
                  "tools/delete",
                  START,
                  START.plus(WAIT),
                  2,
                  List.of(),
                  List.of("ops")));
      assertThat(waiting.id()).matches("[0-9a-hjkmnp-tv-z]{10}");
    }

    @Test
    void requestIsWrittenBeforeItIsShown() {
      ApprovalQueue queue = rig.queue();
      request(queue, call("c-1"));
      QueueLine line = rig.log.lines.get(0);
      assertThat(line.what()).isEqualTo("request");
      assertThat(line.text("digest")).isEqualTo(call("c-1").argumentsDigest());
      assertThat(new String(line.bytes(), java.nio.charset.StandardCharsets.UTF_8))
          .doesNotContain("{\\\"id\\\"");
      assertThat(rig.eventTypes()).containsExactly("approval_requested");
    }

    @Test
    void requestsAreListedOldestFirst() {
      ApprovalQueue queue = rig.queue();
      List<String> calls = IntStream.range(0, 20).mapToObj(n -> "c-" + n).toList();
      calls.forEach(each -> request(queue, call(each)));
      assertThat(queue.waiting()).extracting(each -> each.call().id()).isEqualTo(calls);
    }

    @Test
    void requestWithoutADeadlineOrATimeoutWaitsFiveMinutes() {
      ApprovalQueue queue = rig.queue();
      request(queue, ToolCall.of("t", "{}"));
      assertThat(queue.waiting().get(0).until()).isEqualTo(START.plus(WAIT));
    }

    @Test
    void requestWithoutADeadlineWaitsForItsTimeout() {
      ApprovalQueue queue = rig.queue();
      queue.request(
          ToolCall.of("t", "{}"), new Verdict.Pending("", "r", "", Duration.ofSeconds(3)));
      assertThat(queue.waiting().get(0).until()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void requestWithoutAnUnusedIdIsRefused() throws Exception {
      rig.ids = () -> "same";
      ApprovalQueue queue = rig.queue();
      request(queue, call("c-1"));
      assertThatThrownBy(() -> queue.request(call("c-2"), PENDING))
          .isInstanceOf(IllegalStateException.class);
      assertThat(queue.waiting()).hasSize(1);
      assertThat(rig.room.calls()).isEqualTo(1);
    }
  }

  @Nested
  class AReviewer {
    @ParameterizedTest
    @CsvSource({
      "ann, '', ops, APPROVED",
      "bob, '', ops, APPROVED",
      "cid, '', ops, NOT_ENTITLED",
      "ann, '', data, NOT_ENTITLED",
      "ann, '', 'data ops', APPROVED",
      "bob, data, ops, APPROVED",
      "ann, data, ops, NOT_ENTITLED",
      "ann, '', nobody, NOT_ENTITLED",
      "cid, '', '', APPROVED",
    })
    void memberOfAnyGroupOfTheRequestDecidesWithinTheConfiguredGroups(
        String name, String configured, String asked, ReviewResult expected) {
      if (!configured.isEmpty()) {
        rig.entitlement = new Entitlement(1, List.of(new GroupRule("*", List.of(configured))));
      }
      List<String> groups = asked.isEmpty() ? List.of() : List.of(asked.split(" "));
      ApprovalQueue queue = rig.queue();
      queue.request(
          call("c-1"),
          new Verdict.Pending("", "why", "rule", Duration.ofMinutes(1), List.of(), "", groups, ""));
      assertThat(queue.waiting().get(0).groups())
          .isEqualTo(groups.isEmpty() && !configured.isEmpty() ? List.of(configured) : groups);
      assertThat(queue.decide(idOf(queue, "c-1"), holder(name), true, "")).isEqualTo(expected);
    }

    @Test
    void localUserDecidesNoCallForAGroup() {
      ApprovalQueue queue = rig.queue();
      queue.request(
          call("c-1"),
          new Verdict.Pending(
              "", "why", "rule", Duration.ofMinutes(1), List.of(), "", List.of("ops"), ""));
      assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.NOT_ENTITLED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reviewerDecidesOnceForExactlyTheCallThatWasShown(boolean approve) throws Exception {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      CompletableFuture<ApprovalDecision> other = request(queue, call("c-2"));
      String id = idOf(queue, "c-1");
      assertThat(queue.decide(id, holder("ann"), approve, "because"))
          .isEqualTo(approve ? ReviewResult.APPROVED : ReviewResult.REJECTED);
      assertThat(Await.await(stage))
          .isEqualTo(
              new ApprovalDecision(
                  approve ? Outcome.APPROVED : Outcome.REJECTED,
                  "delete_all",
                  call("c-1").argumentsDigest(),
                  "reviewer:ann",
                  "because"));
      assertThat(queue.decide(id, holder("bob"), true, "")).isEqualTo(ReviewResult.NOT_WAITING);
      assertThat(other).isNotDone();
      assertThat(rig.log.said())
          .containsExactly(
              "request", "request", "end " + (approve ? "approved" : "rejected") + " reviewer:ann");
      assertThat(rig.events.get(2).type())
          .isEqualTo(approve ? "approval_granted" : "approval_denied");
      assertThat(rig.events.get(2).attributes())
          .containsEntry("by", "reviewer:ann")
          .containsEntry("comment", "because")
          .containsEntry("id", id)
          .containsEntry("call", "c-1")
          .containsEntry("tool", "delete_all")
          .containsEntry("argumentsDigest", call("c-1").argumentsDigest());
      other.cancel(false);
      assertEmpty(queue);
    }

    @Test
    void localUserIsRecordedAsLocal() {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.APPROVED);
      assertThat(Await.await(stage).decidedBy()).isEqualTo("local:operator");
    }

    @Test
    void unauthenticatedReviewerDecidesNothing() {
      rig.localUser = false;
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      for (String name : List.of("ann", "nobody")) {
        assertThat(queue.decide(id, new TokenHolder(name, "wrong"), true, ""))
            .isEqualTo(ReviewResult.NOT_AUTHENTICATED);
      }
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_AUTHENTICATED);
      assertThat(queue.decide("none", LOCAL, true, "")).isEqualTo(ReviewResult.NOT_AUTHENTICATED);
      assertThat(stage).isNotDone();
      assertThat(rig.log.said()).containsExactly("request");
    }

    @Test
    void reviewerOfAnotherGroupIsNotEntitled() {
      rig.entitlement = new Entitlement(1, List.of(new GroupRule("delete*", List.of("data"))));
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      assertThat(queue.decide(id, holder("ann"), true, "")).isEqualTo(ReviewResult.NOT_ENTITLED);
      assertThat(queue.decide(id, holder("ann"), false, "")).isEqualTo(ReviewResult.NOT_ENTITLED);
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_ENTITLED);
      assertThat(stage).isNotDone();
      assertThat(queue.decide(id, holder("bob"), true, "")).isEqualTo(ReviewResult.APPROVED);
    }

    @Test
    void reviewerMayNotDecideACallOfAnAgentWithItsName() {
      ApprovalQueue queue = rig.queue();
      ToolCall own = call("c-1").stamped("c-1", AgentIdentity.of("Ann"), START.plus(WAIT));
      CompletableFuture<ApprovalDecision> stage = request(queue, own);
      String id = idOf(queue, "c-1");
      assertThat(queue.decide(id, holder("ann"), true, "")).isEqualTo(ReviewResult.NOT_ENTITLED);
      assertThat(queue.decide(id, new LocalUser("ANN"), true, ""))
          .isEqualTo(ReviewResult.NOT_ENTITLED);
      assertThat(stage).isNotDone();
      assertThat(queue.decide(id, holder("bob"), true, "")).isEqualTo(ReviewResult.APPROVED);
    }

    @Test
    void reviewerMayNotDecideACallOnItsOwnBehalf() {
      ApprovalQueue queue = rig.queue();
      ToolCall call =
          ToolCall.builder("t")
              .caller(AgentIdentity.of("ann"))
              .build()
              .stamped("c-1", AgentIdentity.of("helper"), START.plus(WAIT));
      request(queue, call);
      assertThat(queue.decide(idOf(queue, "c-1"), holder("ann"), true, ""))
          .isEqualTo(ReviewResult.NOT_ENTITLED);
    }

    @Test
    void commentIsTruncatedToAThousandCharacters() {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      queue.decide(idOf(queue, "c-1"), LOCAL, false, "x".repeat(999) + "\uD83C\uDFF0");
      assertThat(Await.await(stage).reason()).isEqualTo("x".repeat(999));
    }
  }

  @Nested
  class TwoReviewers {
    private ApprovalQueue queue;
    private CompletableFuture<ApprovalDecision> stage;
    private String id;

    private void start() {
      rig.entitlement = new Entitlement(2, List.of());
      queue = rig.queue();
      stage = request(queue, call("c-1"));
      id = idOf(queue, "c-1");
    }

    @Test
    void twoRequiredReviewersMustBothApprove() {
      start();
      assertThat(queue.decide(id, holder("ann"), true, "fine")).isEqualTo(ReviewResult.MORE_NEEDED);
      assertThat(stage).isNotDone();
      assertThat(queue.waiting().get(0).approvedBy()).containsExactly("reviewer:ann");
      assertThat(queue.decide(id, holder("bob"), true, "")).isEqualTo(ReviewResult.APPROVED);
      assertThat(Await.await(stage).decidedBy()).isEqualTo("reviewer:ann, reviewer:bob");
      assertThat(rig.eventTypes())
          .containsExactly("approval_requested", "approval_vote", "approval_granted");
      assertThat(rig.events.get(2).attributes()).containsEntry("by", "reviewer:ann, reviewer:bob");
    }

    @Test
    void samePersonDoesNotCountTwice() {
      start();
      queue.decide(id, holder("ann"), true, "");
      assertThat(queue.decide(id, holder("ann"), true, ""))
          .isEqualTo(ReviewResult.ALREADY_APPROVED);
      assertThat(queue.decide(id, new LocalUser("Ann"), true, ""))
          .isEqualTo(ReviewResult.ALREADY_APPROVED);
      assertThat(stage).isNotDone();
    }

    @Test
    void oneRejectionOfSeveralReviewersDenies() {
      start();
      queue.decide(id, holder("ann"), true, "");
      assertThat(queue.decide(id, holder("ann"), false, "on second thoughts"))
          .isEqualTo(ReviewResult.REJECTED);
      assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.REJECTED);
    }

    @Test
    void unwrittenApprovalDoesNotCount() {
      start();
      rig.log.full = true;
      assertThat(queue.decide(id, holder("ann"), true, "")).isEqualTo(ReviewResult.NOT_RECORDED);
      rig.log.full = false;
      assertThat(queue.decide(id, holder("bob"), true, "")).isEqualTo(ReviewResult.MORE_NEEDED);
      assertThat(stage).isNotDone();
    }
  }

  @Nested
  class Time {
    @Test
    void deadlineEndsTheWait() throws Exception {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      rig.timer.advance(WAIT.minusNanos(1));
      assertThat(stage).isNotDone();
      rig.timer.advance(Duration.ofNanos(1));
      ApprovalDecision decision = Await.await(stage);
      assertThat(decision.outcome()).isEqualTo(Outcome.EXPIRED);
      assertThat(decision.reason()).isEqualTo("nobody approved in time");
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);
      assertThat(rig.eventTypes()).containsExactly("approval_requested", "approval_expired");
      assertThat(rig.log.said()).containsExactly("request", "end expired");
      assertEmpty(queue);
    }

    @Test
    void lateReviewerIsRefusedEvenBeforeTheTimer() {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      rig.clock.advance(WAIT);
      assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.NOT_WAITING);
      assertThat(stage).isNotDone();
      rig.timer.advance(Duration.ZERO);
      assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void wallClockChangeNeitherExtendsNorShortensTheWait() {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> early = request(queue, call("c-1"));
      request(queue, call("c-2"));
      rig.clock.setWall(WAIT.multipliedBy(2));
      assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.APPROVED);
      assertThat(Await.await(early).outcome()).isEqualTo(Outcome.APPROVED);
      rig.clock.setWall(WAIT.multipliedBy(-20));
      rig.clock.advance(WAIT);
      assertThat(queue.decide(idOf(queue, "c-2"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.NOT_WAITING);
    }

    @Test
    void pastDeadlineExpiresAtOnce() throws Exception {
      ApprovalQueue queue = rig.queue();
      rig.clock.advance(WAIT);
      assertThat(request(queue, call("c-1")).join().outcome()).isEqualTo(Outcome.EXPIRED);
      assertThat(rig.log.lines).isEmpty();
      assertEmpty(queue);
    }

    @Test
    void deadlineEndsTheWaitEvenIfTheEndCannotBeWritten() {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      rig.log.full = true;
      rig.timer.advance(WAIT);
      assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.EXPIRED);
    }
  }

  @Nested
  class TheGate {
    @Test
    void gateMayCancelAWaitingCall() throws Exception {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      stage.cancel(false);
      assertThat(queue.waiting()).isEmpty();
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);
      assertEmpty(queue);
      assertThat(rig.eventTypes()).containsExactly("approval_requested", "approval_cancelled");
      assertThat(rig.log.said()).containsExactly("request", "end cancelled");
    }

    @Test
    void blockedContinuationDelaysNoOtherCall() {
      ApprovalQueue queue = rig.queue();
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch holding = new CountDownLatch(20);
      List<CompletableFuture<ApprovalDecision>> stages =
          IntStream.range(0, 20).mapToObj(n -> request(queue, call("c-" + n))).toList();
      stages.forEach(
          stage ->
              stage.thenRun(
                  () -> {
                    holding.countDown();
                    Await.await(held);
                  }));
      CompletableFuture<ApprovalDecision> last = request(queue, call("last"));
      rig.timer.advance(WAIT); // returns though each of the twenty is held
      Await.await(holding);
      assertThat(Await.await(last).outcome()).isEqualTo(Outcome.EXPIRED);
      held.countDown();
    }

    @Test
    void throwingContinuationDoesNotDisturbTheQueue() throws Exception {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      CompletableFuture<Void> after =
          stage.thenRun(
              () -> {
                throw new IllegalStateException("the gate's");
              });
      assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, ""))
          .isEqualTo(ReviewResult.APPROVED);
      assertThatThrownBy(() -> Await.await(after)).hasRootCauseMessage("the gate's");
      assertEmpty(queue);
    }
  }

  @Nested
  class TooMuch {
    @Test
    void callBeyondTheBoundIsDeniedWithTheReason() throws Exception {
      rig.room = new CapacityLimit(2, 10_000);
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> first = request(queue, call("c-1"));
      request(queue, call("c-2"));
      ApprovalDecision refused = request(queue, call("c-3")).join();
      assertThat(refused.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(refused.reason())
          .isEqualTo("2 calls already wait for an approval; see maxWaiting");
      assertThat(queue.waiting()).hasSize(2);
      queue.decide(idOf(queue, "c-1"), LOCAL, false, "");
      Await.await(first);
      rig.drain();
      assertThat(request(queue, call("c-3"))).isNotDone();
    }

    @Test
    void callBeyondTheBoundOfCharactersIsDenied() {
      rig.room = new CapacityLimit(100, 300);
      ApprovalQueue queue = rig.queue();
      ToolCall large = call("c-1").withArguments("{\"a\":\"" + "x".repeat(200) + "\"}");
      assertThat(request(queue, large)).isNotDone();
      ApprovalDecision refused = request(queue, large).join();
      assertThat(refused.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(refused.reason()).contains("too many characters");
      assertThat(request(queue, call("small"))).isNotDone();
    }
  }

  @Nested
  class AQueueThatCannotBeWritten {
    @Test
    void unwritableFileRefusesRequests() throws Exception {
      ApprovalQueue queue = rig.queue();
      rig.log.full = true;
      ApprovalDecision refused = request(queue, call("c-1")).join();
      assertThat(refused.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(refused.reason()).contains("cannot be written").contains("no space left");
      assertThat(queue.writeFailure()).isEqualTo("no space left");
      assertThat(rig.events).isEmpty();
      rig.log.full = false;
      assertThat(request(queue, call("c-2"))).isNotDone();
      assertThat(queue.writeFailure()).isNull();
      queue.close();
      assertEmpty(queue);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unwrittenDecisionDoesNotCountAndTheCallKeepsWaiting(boolean approve) {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      rig.log.full = true;
      assertThat(queue.decide(id, LOCAL, approve, "")).isEqualTo(ReviewResult.NOT_RECORDED);
      assertThat(stage).isNotDone();
      rig.log.full = false;
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.APPROVED);
      assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.APPROVED);
    }
  }

  @Nested
  class AQueueThatIsClosed {
    @Test
    void closeEndsWaitingCallsAndRefusesNewOnes() throws Exception {
      ApprovalQueue queue = rig.queue();
      CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
      String id = idOf(queue, "c-1");
      queue.close();
      ApprovalDecision decision = Await.await(stage);
      assertThat(decision.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(decision.reason()).isEqualTo("the approval channel was stopped");
      assertThat(queue.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);
      assertThat(request(queue, call("c-2")).join().outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(rig.log.said()).containsExactly("request"); // the next start finds it
      queue.close();
      assertEmpty(queue);
    }

    @Test
    void closeEndsAConcurrentRequestToo() {
      ApprovalQueue[] queue = new ApprovalQueue[1];
      rig.ids =
          () -> {
            queue[0].close(); // after the request has looked, before it is shown
            return "id";
          };
      queue[0] = rig.queue();
      assertThat(Await.await(request(queue[0], call("c-1"))).outcome())
          .isEqualTo(Outcome.UNAVAILABLE);
      assertThat(queue[0].waiting()).isEmpty();
    }
  }

  @Test
  void failingEventChangesNoDecision() {
    ApprovalQueue queue =
        new ApprovalQueue(
            new ApprovalQueue.Parts(
                new ReviewerAuthenticator(List.of(), true, rig.clock::nanoTime),
                rig.entitlement,
                rig.log,
                rig.room,
                new ApprovalEvents(
                    event -> {
                      throw new NoClassDefFoundError("com/example/Gone");
                    },
                    null,
                    rig.clock),
                rig.timer,
                rig.completions,
                rig.ids,
                rig.clock));
    CompletableFuture<ApprovalDecision> stage = request(queue, call("c-1"));
    assertThat(queue.decide(idOf(queue, "c-1"), LOCAL, true, "")).isEqualTo(ReviewResult.APPROVED);
    assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.APPROVED);
  }

  @Test
  void eventsNeverHoldArguments() {
    ApprovalQueue queue = rig.queue();
    request(queue, call("c-1").withArguments("{\"secret\":\"swordfish\"}"));
    queue.decide(idOf(queue, "c-1"), LOCAL, true, "");
    assertThat(
            Stream.concat(
                rig.events.stream().map(Object::toString),
                rig.log.lines.stream().map(Object::toString)))
        .noneMatch(text -> text.contains("swordfish"));
  }
}

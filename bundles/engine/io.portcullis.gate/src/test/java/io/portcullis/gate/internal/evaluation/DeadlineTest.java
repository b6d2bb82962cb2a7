// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.gate.internal.context.GateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that was not decided in time. */
class DeadlineTest {

  @ParameterizedTest
  @EnumSource
  void gateSetsTheDeadlineIfTheAdapterDoesNot(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.call();
    assertThat(runtime.asked.get(0).deadline())
        .isEqualTo(rig.clock.instant().plus(rig.limits.deadline()));
  }

  @ParameterizedTest
  @EnumSource
  void ownEarlierDeadlineStays(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.call(rig.impatientCall());
    assertThat(runtime.asked.get(0).deadline()).isEqualTo(rig.clock.instant());
  }

  @ParameterizedTest
  @EnumSource
  void ownLaterDeadlineIsCutToThatOfTheGate(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.assertRan(rig.call(ToolCall.builder("t").deadline(Instant.MAX).build()));
    assertThat(runtime.asked.get(0).deadline())
        .isEqualTo(rig.clock.instant().plus(rig.limits.deadline()));
  }

  @EachModeAndForm
  void callThatComesTooLateIsNotEvenAskedAbout(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    ToolCall call = rig.impatientCall();
    rig.clock.advance(Duration.ofNanos(1));
    rig.assertRanOnlyIf(mode.lenient(), rig.call(call));
    assertThat(runtime.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void deadlineOfTheDistantPastIsOnlyLate(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.control = call -> new CompletableFuture<>();
    rig.assertNotRun(rig.call(ToolCall.builder("t").deadline(Instant.MIN).build()));
    rig.control = null;
    rig.runtime(Scripted.ALLOW);
    rig.assertNotRun(rig.call(ToolCall.builder("t").deadline(Instant.MIN).build()));
  }

  /** The interceptor held the thread; no timer could help. */
  @ParameterizedTest
  @EnumSource
  void allowOfAnInterceptorThatBlockedPastTheDeadlineDoesNotCount(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(
        call -> {
          rig.clock.advance(rig.limits.deadline().plusNanos(1));
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void wallClockThatIsSetBackDoesNotStretchTheDeadline(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(
        call -> {
          rig.clock.setWall(Duration.ofHours(-1));
          rig.clock.advance(rig.limits.deadline().plusNanos(1));
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void wallClockThatIsSetForwardDoesNotCutTheDeadline(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(
        call -> {
          rig.clock.setWall(Duration.ofDays(1));
          rig.clock.advance(rig.limits.deadline());
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertRan(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void wallClockThatIsSetBackDoesNotStretchAnApproval(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(Rig.pending(Duration.ofSeconds(60)));
    rig.approvals =
        (call, pending) -> {
          rig.clock.setWall(Duration.ofHours(-1));
          rig.clock.advance(Duration.ofSeconds(61));
          return CompletableFuture.completedFuture(Rig.approved(call));
        };
    rig.assertNotRun(rig.call());
  }

  /** The adapter's deadline is an instant; it is converted once, when the call comes in. */
  @ParameterizedTest
  @EnumSource
  void wallClockThatIsSetBackDoesNotStretchTheDeadlineOfTheAdapter(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(
        call -> {
          rig.clock.setWall(Duration.ofHours(-1));
          rig.clock.advance(Duration.ofSeconds(2));
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertNotRun(
        rig.call(ToolCall.builder("t").deadline(rig.clock.instant().plusSeconds(1)).build()));
  }

  @EachModeAndForm
  void denialOfAnInterceptorThatBlockedPastTheDeadlineHolds(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(
        call -> {
          rig.clock.advance(rig.limits.deadline().plusNanos(1));
          return CompletableFuture.completedFuture(Scripted.DENY);
        });
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void answerAtTheVeryDeadlineCounts(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(
        call -> {
          rig.clock.advance(rig.limits.deadline());
          return CompletableFuture.completedFuture(Scripted.ALLOW);
        });
    rig.assertRan(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void operatorWhoTakesTooLongMakesTheCallLate(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(Scripted.ALLOW);
    int[] asked = new int[1];
    rig.control =
        call -> {
          if (++asked[0] == 2) {
            rig.clock.advance(rig.limits.deadline().plusNanos(1));
          }
          return CompletableFuture.completedFuture(Clearance.PROCEED);
        };
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void answerAfterTheTimeoutIsIgnored(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    Ended ended = rig.call(rig.impatientCall());
    rig.assertNotRun(ended);
    assertThat(answer).as("the gate waits no more").isCancelled();
    answer.obtrudeValue(Scripted.ALLOW);
    rig.assertNotRun(ended);
    assertThat(rig.records).hasSize(1);
  }

  /** Nanoseconds of more than 292 years do not fit into a long. */
  @ParameterizedTest
  @EnumSource
  void limitsBeyondCountingAreOnlyLong(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    Duration ages = Duration.ofMillis(Long.MAX_VALUE);
    rig.limits = new GateLimits(1_000, 10, ages, ages, AgentIdentity.UNKNOWN, false, false);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    rig.runtime(
        call -> {
          asked.countDown();
          return answer;
        });
    CompletableFuture<Ended> ended = rig.inFlight(Rig.someCall());
    FailOpenMatrixTest.await(asked);
    answer.complete(Scripted.ALLOW);
    rig.assertRan(Rig.await(ended));
  }

  /**
   * The JVM has one thread for all timers. What follows one time-out may block it no more than the
   * others' time-outs may wait for it.
   */
  @ParameterizedTest
  @EnumSource(names = {"RUN_ASYNC", "DECIDE"})
  void continuationThatBlocksAfterATimeoutHoldsUpNoOtherTimeout(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.runtime(call -> new CompletableFuture<>());
    CountDownLatch blocking = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    // Not due before a dependent stage exists; a dependent stage added later runs elsewhere.
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    ToolCall soon = ToolCall.builder("t").deadline(rig.clock.instant().plusMillis(200)).build();
    rig.start(soon)
        .thenAccept(
            ended -> {
              blocking.countDown();
              FailOpenMatrixTest.await(release);
            });
    FailOpenMatrixTest.await(blocking);
    rig.runtime(call -> new CompletableFuture<>());
    rig.assertNotRun(rig.call(rig.impatientCall()));
    release.countDown();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting calls are notified, and nothing of them is kept. */
class WaitingCallsTest {
  private static final OperationScope A = OperationScope.agent("a");

  @TempDir Path temp;
  private Rig rig;
  private DurableOperatorControl control;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(temp).maxWaits(150_000);
    control = rig.start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private CompletableFuture<Clearance> clearance() {
    return control.clearance(Rig.call("a")).toCompletableFuture();
  }

  private CompletableFuture<Void> termination() {
    return control.termination(Rig.call("a")).toCompletableFuture();
  }

  /** As many as cannot run at the same time in any thread but their own. */
  private static List<CompletableFuture<Void>> blocked(
      CompletableFuture<?> stage, CountDownLatch there, CountDownLatch release) {
    return List.of(
        stage.handle(
            (value, failure) -> {
              there.countDown();
              Await.await(release);
              return null;
            }));
  }

  private void tellsAllThoughOneIsHeldUp(
      Function<DurableOperatorControl, CompletableFuture<?>> wait, Signal signal) throws Exception {
    CountDownLatch there = new CountDownLatch(20);
    CountDownLatch release = new CountDownLatch(1);
    List<CompletableFuture<?>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      blocked(wait.apply(control), there, release);
      others.add(wait.apply(control));
    }
    Rig.give(control, A, signal);
    others.forEach(Await::await);
    Await.await(there);
    release.countDown();
    assertThat(control.waiting()).isZero();
  }

  @Test
  void blockedContinuationDelaysNeitherTheOperatorNorOtherPausedCalls() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    tellsAllThoughOneIsHeldUp(any -> clearance(), Signal.TERMINATE);
    Rig.give(control, A, Signal.REINSTATE);
    Rig.give(control, A, Signal.PAUSE);
    tellsAllThoughOneIsHeldUp(any -> clearance(), Signal.RESUME);
  }

  @Test
  void blockedContinuationDelaysNoOtherTermination() throws Exception {
    tellsAllThoughOneIsHeldUp(any -> termination(), Signal.TERMINATE);
  }

  /** So many tools at work that no thread is left to go on with more. */
  @Test
  void blockedResumedCallsDelayNoTermination() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CountDownLatch there = new CountDownLatch(256);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 256; i++) {
      blocked(clearance(), there, release);
    }
    Rig.give(control, A, Signal.RESUME);
    Await.await(there);
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> late = clearance();
    CompletableFuture<Void> watching = termination();
    Rig.give(control, A, Signal.RESUME);
    assertThat(late).isNotDone();
    Rig.give(control, A, Signal.TERMINATE);
    assertThat(Await.await(late)).isEqualTo(Clearance.TERMINATED);
    Await.await(watching);
    release.countDown();
  }

  /** The pause came back before the call heard of the resumption. */
  @Test
  void callThatIsPausedAgainInTimeKeepsWaiting() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CountDownLatch there = new CountDownLatch(256);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 256; i++) {
      blocked(clearance(), there, release);
    }
    Rig.give(control, A, Signal.RESUME);
    Await.await(there);
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> waiting = clearance();
    CompletableFuture<Clearance> probe =
        control.clearance(Rig.call("b", "a", "", "")).toCompletableFuture();
    Rig.give(control, A, Signal.RESUME); // nobody is free to tell them
    Rig.give(control, A, Signal.PAUSE);
    release.countDown();
    Rig.give(control, OperationScope.agent("b"), Signal.TERMINATE);
    assertThat(Await.await(probe)).isEqualTo(Clearance.TERMINATED);
    assertThat(waiting).isNotDone();
    Rig.give(control, A, Signal.RESUME);
    assertThat(Await.await(waiting)).isEqualTo(Clearance.PROCEED);
  }

  @Test
  void cancellingAHundredThousandCallsLeavesNothing() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    for (int round = 0; round < 3; round++) { // more than there is room for if any stayed
      List<CompletableFuture<?>> waits = new ArrayList<>();
      for (int i = 0; i < 50_000; i++) {
        waits.add(clearance());
        waits.add(termination());
      }
      assertThat(control.waiting()).isEqualTo(100_000);
      waits.forEach(wait -> assertThat(wait.cancel(false)).isTrue());
      assertThat(control.waiting()).isZero();
    }
  }

  @Test
  void completingManyCallsLeavesNothing() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    List<CompletableFuture<?>> waits = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waits.add(clearance());
      waits.add(termination());
    }
    Rig.give(control, A, Signal.TERMINATE);
    waits.forEach(Await::await);
    assertThat(control.waiting()).isZero();
  }

  @Test
  void refusesACallBeyondTheBoundUntilAnotherEnds() throws Exception {
    control.close();
    control = rig.maxWaits(2).start();
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> first = clearance();
    termination();
    for (CompletableFuture<?> refused : List.of(clearance(), termination())) {
      assertThatThrownBy(refused::join)
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("too many calls wait");
    }
    first.cancel(false);
    assertThat(clearance()).isNotDone();
    Rig.give(control, A, Signal.TERMINATE);
    assertThat(Await.await(clearance())).isEqualTo(Clearance.TERMINATED);
  }

  @Test
  void waitingAndLaterCallsFailWhenTheControlStops() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> waiting = clearance();
    CompletableFuture<Void> watching = termination();
    control.close();
    assertThatThrownBy(() -> Await.await(waiting)).hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> Await.await(watching)).hasMessageContaining("stopped");
    assertThatThrownBy(() -> Await.await(clearance()))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Await.await(control.clearance(Rig.call("b"))))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Await.await(termination())).hasMessageContaining("stopped");
    for (Signal signal : Signal.values()) {
      assertThatThrownBy(() -> Rig.give(control, A, signal))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has stopped");
    }
    control.close();
    assertThat(control.waiting()).isZero();
  }

  /** A call that registers at the very moment of an order is notified: none waits for ever. */
  @Test
  void orderGivenWhileACallRegistersIsNeverMissed() throws Exception {
    int rounds = 300;
    CyclicBarrier barrier = new CyclicBarrier(3);
    List<CompletableFuture<Void>> terminations = new ArrayList<>();
    List<CompletableFuture<Clearance>> clearances = new ArrayList<>();
    CompletableFuture<Void> first =
        elsewhere(
            () -> {
              for (int i = 0; i < rounds; i++) {
                barrier.await();
                terminations.add(control.termination(Rig.call("a" + i)).toCompletableFuture());
              }
            });
    CompletableFuture<Void> second =
        elsewhere(
            () -> {
              for (int i = 0; i < rounds; i++) {
                barrier.await();
                clearances.add(control.clearance(Rig.call("a" + i)).toCompletableFuture());
              }
            });
    for (int i = 0; i < rounds; i++) {
      OperationScope agent = OperationScope.agent("a" + i);
      Rig.give(control, agent, Signal.PAUSE);
      barrier.await();
      Rig.give(control, agent, Signal.TERMINATE);
      assertThat(Await.await(control.clearance(Rig.call("a" + i)))).isEqualTo(Clearance.TERMINATED);
    }
    Await.await(first);
    Await.await(second);
    terminations.forEach(Await::await);
    clearances.forEach(
        clearance -> assertThat(Await.await(clearance)).isEqualTo(Clearance.TERMINATED));
    assertThat(control.waiting()).isZero();
  }

  @Test
  void pausesAndResumptionsInAnyOrderLeaveNoCallWaiting() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      callers.add(
          elsewhere(
              () -> {
                while (!over.get()) {
                  Await.await(clearance());
                }
              }));
    }
    for (int i = 0; i < 300; i++) {
      Rig.give(control, A, Signal.PAUSE);
      Rig.give(control, A, Signal.RESUME);
    }
    over.set(true);
    callers.forEach(Await::await);
    assertThat(control.waiting()).isZero();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> elsewhere(Work work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.health.Health;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk is full, or read-only, or slow, or the process ends in the middle of a write. */
class FailingDiskTest {
  private static final OperationScope A = OperationScope.agent("a");
  private static final OperationScope B = OperationScope.agent("b");

  @TempDir Path temp;
  private Rig rig;
  private DurableOperatorControl control;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(temp);
    control = rig.start();
  }

  @AfterEach
  void stop() {
    rig.disk.full(false);
    control.close();
  }

  private void restart() throws Exception {
    control.close();
    control = rig.start();
  }

  private List<State> states() {
    return control.orders().stream().map(Order::state).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Signal.class,
      names = {"PAUSE", "TERMINATE"})
  void orderHoldsUntilARestartWhenItCannotBeWritten(Signal signal) throws Exception {
    rig.disk.full(true);
    assertThatThrownBy(() -> Rig.give(control, A, signal))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(rig.file().toString())
        .hasMessageContaining("no space left");
    assertThat(states()).hasSize(1);
    CompletableFuture<Clearance> clearance = control.clearance(Rig.call("a")).toCompletableFuture();
    assertThat(clearance.isDone()).isEqualTo(signal == Signal.TERMINATE);
    assertThat(control.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(control.health().detail()).contains("until a restart only");
    assertThat(rig.gateway.events())
        .last()
        .matches(e -> "false".equals(e.attributes().get("kept")));
    restart();
    assertThat(states()).isEmpty();
  }

  @Test
  void nextSuccessfulWriteKeepsAnEarlierOrder() throws Exception {
    rig.disk.full(true);
    assertThatThrownBy(() -> Rig.give(control, A, Signal.TERMINATE))
        .isInstanceOf(IOException.class);
    rig.disk.full(false);
    Rig.give(control, B, Signal.PAUSE);
    assertThat(control.health().level()).isEqualTo(Health.Level.OK);
    restart();
    assertThat(states()).containsExactly(State.TERMINATED, State.PAUSED);
  }

  @Test
  void repeatingAnOrderWritesItAgain() throws Exception {
    rig.disk.full(true);
    assertThatThrownBy(() -> Rig.give(control, A, Signal.TERMINATE))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Rig.give(control, A, Signal.TERMINATE))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Rig.give(control, B, Signal.RESUME)).isInstanceOf(IOException.class);
    rig.disk.full(false);
    assertThat(Rig.give(control, A, Signal.TERMINATE)).isEqualTo(State.TERMINATED);
    assertThat(control.health().level()).isEqualTo(Health.Level.OK);
    restart();
    assertThat(states()).containsExactly(State.TERMINATED);
  }

  @Test
  void orderlyStopWritesTheOrdersAgain() throws Exception {
    rig.disk.full(true);
    assertThatThrownBy(() -> Rig.give(control, A, Signal.TERMINATE))
        .isInstanceOf(IOException.class);
    rig.disk.full(false);
    restart();
    assertThat(states()).containsExactly(State.TERMINATED);
  }

  private static Stream<Arguments> liftings() {
    return Stream.of(
            Arguments.of(Signal.PAUSE, Signal.RESUME),
            Arguments.of(Signal.TERMINATE, Signal.REINSTATE))
        .flatMap(
            pair ->
                Stream.of(1, 2, 3).map(step -> Arguments.of(pair.get()[0], pair.get()[1], step)));
  }

  @ParameterizedTest
  @MethodSource("liftings")
  void orderStaysInForceWhenItsWithdrawalCannotBeWritten(Signal order, Signal lift, int step)
      throws Exception {
    Rig.give(control, A, order);
    List<Order> before = control.orders();
    CompletableFuture<Clearance> waiting = control.clearance(Rig.call("a")).toCompletableFuture();
    boolean done = waiting.isDone();
    rig.disk.failAt(step);
    assertThatThrownBy(() -> Rig.give(control, A, lift)).isInstanceOf(IOException.class);
    assertThat(control.orders()).isEqualTo(before);
    assertThat(waiting.isDone()).isEqualTo(done);
    assertThat(control.health().level()).isEqualTo(Health.Level.CRITICAL);
    restart(); // which writes once more what holds: the move may have come before the failure
    assertThat(control.orders()).isEqualTo(before);
    assertThat(Rig.give(control, A, lift)).isEqualTo(State.RUNNING);
    restart();
    assertThat(control.orders()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void killDuringAWriteLeavesTheOldOrTheNewOrders(int step) throws Exception {
    Rig.give(control, A, Signal.TERMINATE);
    List<Order> before = control.orders();
    rig.disk.killAt(step);
    assertThatThrownBy(() -> Rig.give(control, B, Signal.TERMINATE))
        .isInstanceOf(FaultyDisk.Killed.class);
    Rig after = copyOfWhatTheDiskHas();
    try (DurableOperatorControl again = after.start()) {
      assertThat(again.health().level()).isEqualTo(Health.Level.OK);
      assertThat(again.orders()).startsWith(before.get(0));
      assertThat(again.orders().size()).isEqualTo(step == 3 ? 2 : 1); // moved, but not forced
      Rig.give(again, B, Signal.TERMINATE); // what was left lying about is in nobody's way
      assertThat(again.orders()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void killDuringTheFirstStartLeavesAnotherFirstStart(int step) throws Exception {
    Rig first = new Rig(temp.resolve("first"));
    first.disk.killAt(step);
    assertThatThrownBy(first::start).isInstanceOf(FaultyDisk.Killed.class);
    Rig after = copyOf(temp.resolve("first"));
    try (DurableOperatorControl again = after.start()) {
      assertThat(again.health().level()).isEqualTo(Health.Level.OK);
      assertThat(again.orders()).isEmpty();
      Rig.give(again, A, Signal.PAUSE);
    }
    try (DurableOperatorControl again = after.start()) {
      assertThat(again.orders()).hasSize(1);
    }
  }

  /** The lock of a killed process is gone; in this process it is not, so the copy is used. */
  private Rig copyOfWhatTheDiskHas() throws IOException {
    return copyOf(temp);
  }

  private Rig copyOf(Path from) throws IOException {
    Path to = Files.createTempDirectory(temp, "after-the-kill");
    try (Stream<Path> files = Files.walk(from.resolve("data"))) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy);
      }
    }
    return new Rig(to);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void failingFirstStartTerminatesEverything(int step) throws Exception {
    Rig first = new Rig(temp.resolve("first"));
    first.disk.failAt(step);
    try (DurableOperatorControl shut = first.start()) {
      assertThat(Await.await(shut.clearance(Rig.call("a")))).isEqualTo(Clearance.TERMINATED);
      assertThat(shut.health().level()).isEqualTo(Health.Level.CRITICAL);
    }
    first.disk.failAt(0);
    try (DurableOperatorControl again = first.start()) {
      assertThat(again.health().level()).isEqualTo(Health.Level.OK);
    }
  }

  @Test
  void terminationIsInForceWhileTheDiskWrites() throws Exception {
    CompletableFuture<Void> watching = control.termination(Rig.call("b")).toCompletableFuture();
    CountDownLatch writing = rig.disk.hold();
    CompletableFuture<State> slow = givenElsewhere(A, Signal.PAUSE);
    Await.await(writing);
    CompletableFuture<State> termination = givenElsewhere(B, Signal.TERMINATE);
    Await.await(watching);
    assertThat(Await.await(control.clearance(Rig.call("b")))).isEqualTo(Clearance.TERMINATED);
    assertThat(termination).isNotDone();
    rig.disk.release();
    assertThat(Await.await(slow)).isEqualTo(State.PAUSED);
    assertThat(Await.await(termination)).isEqualTo(State.TERMINATED);
    restart();
    assertThat(states()).hasSize(2);
  }

  @Test
  void terminationGivenWhileAPauseIsWithdrawnStays() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> waiting = control.clearance(Rig.call("a")).toCompletableFuture();
    CountDownLatch writing = rig.disk.hold();
    CompletableFuture<State> resumption = givenElsewhere(A, Signal.RESUME);
    Await.await(writing);
    CompletableFuture<State> termination = givenElsewhere(A, Signal.TERMINATE);
    assertThat(Await.await(waiting)).isEqualTo(Clearance.TERMINATED);
    rig.disk.release();
    assertThat(Await.await(resumption)).isEqualTo(State.TERMINATED);
    assertThat(Await.await(termination)).isEqualTo(State.TERMINATED);
    restart();
    assertThat(states()).containsExactly(State.TERMINATED);
  }

  @Test
  void concurrentOrderAboutAnotherScopeIsKept() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Void> watching = control.termination(Rig.call("b")).toCompletableFuture();
    CountDownLatch writing = rig.disk.hold();
    CompletableFuture<State> resumption = givenElsewhere(A, Signal.RESUME);
    Await.await(writing);
    CompletableFuture<State> termination = givenElsewhere(B, Signal.TERMINATE);
    Await.await(watching);
    rig.disk.release();
    assertThat(Await.await(resumption)).isEqualTo(State.RUNNING);
    assertThat(Await.await(termination)).isEqualTo(State.TERMINATED);
    restart();
    assertThat(states()).containsExactly(State.TERMINATED);
  }

  @Test
  void resumptionWrittenDuringAStopIsKept() throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<Clearance> waiting = control.clearance(Rig.call("a")).toCompletableFuture();
    CountDownLatch writing = rig.disk.hold();
    CompletableFuture<State> resumption = givenElsewhere(A, Signal.RESUME);
    Await.await(writing);
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(control::close, FailingDiskTest::run);
    assertThatThrownBy(() -> Await.await(waiting)).hasMessageContaining("stopped");
    rig.disk.release();
    assertThat(Await.await(resumption)).isEqualTo(State.RUNNING);
    Await.await(stopped);
    assertThatThrownBy(() -> Await.await(control.clearance(Rig.call("a"))))
        .hasMessageContaining("stopped");
    control = rig.start();
    assertThat(control.orders()).isEmpty();
  }

  private CompletableFuture<State> givenElsewhere(OperationScope scope, Signal signal) {
    CompletableFuture<State> given = new CompletableFuture<>();
    run(
        () -> {
          try {
            given.complete(Rig.give(control, scope, signal));
          } catch (IOException | RuntimeException e) {
            given.completeExceptionally(e);
          }
        });
    return given;
  }

  private static void run(Runnable work) {
    Thread thread = new Thread(work, "an operator");
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void interruptedOperatorThreadStillWritesItsOrder() throws Exception {
    Thread.currentThread().interrupt();
    Rig.give(control, A, Signal.TERMINATE);
    assertThat(Thread.interrupted()).isTrue();
    restart();
    assertThat(states()).containsExactly(State.TERMINATED);
  }
}

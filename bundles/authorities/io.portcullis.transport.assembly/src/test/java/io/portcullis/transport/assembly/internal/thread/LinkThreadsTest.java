// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.testkit.Await;
import io.portcullis.transport.assembly.internal.StandaloneAssemblyTransport;
import io.portcullis.transport.assembly.internal.connect.LinkRig;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkThreadsTest {
  @TempDir private Path folder;

  @Test
  void runsTasksInTheCallingThreadAfterTheEnd() throws IOException, InterruptedException {
    LinkThreads threads = new LinkThreads();
    threads.close();
    assertThat(threads.awaitEnd(Duration.ofSeconds(60))).isTrue();
    List<String> ran = new ArrayList<>();
    threads.execute(() -> ran.add("late"));
    assertThat(ran).containsExactly("late");
    threads.after(Duration.ZERO, () -> ran.add("never")).cancel();
    assertThat(ran).containsExactly("late");
    try (SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      SelectorLoop loop = threads.loop();
      assertThatThrownBy(() -> loop.register(channel, after -> {}))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void runsDueTasksAndNoCancelledOnes() throws IOException {
    try (LinkThreads threads = new LinkThreads()) {
      CompletableFuture<Void> rang = new CompletableFuture<>();
      Queue<String> cancelled;
      Duration due = Duration.ofMillis(20);
      long begun;
      do { // until the cancellation was in time, because this thread may have been delayed
        Queue<String> bell = new ConcurrentLinkedQueue<>();
        cancelled = bell;
        begun = threads.nanos();
        threads.after(due, () -> bell.add("rang")).cancel();
      } while (threads.nanos() - begun >= due.toNanos());
      threads.after(due, () -> rang.complete(null));
      Await.await(rang);
      assertThat(cancelled).isEmpty();
      assertThat(threads.now()).isNotNull();
    }
  }

  @Test
  void threadsAreSharedWhileAComponentUsesThem() throws IOException, InterruptedException {
    SharedThreads shared = new SharedThreads();
    LinkThreads first = shared.acquire();
    assertThat(shared.acquire()).isSameAs(first);
    shared.release();
    CompletableFuture<Void> ran = new CompletableFuture<>();
    first.execute(() -> ran.complete(null));
    Await.await(ran);
    shared.release();
    assertThat(first.awaitEnd(Duration.ofSeconds(60))).isTrue();
    LinkThreads second = shared.acquire();
    assertThat(second).isNotSameAs(first);
    shared.release();
    assertThat(second.awaitEnd(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void serialTasksContinueInOrderAfterOneThatThrows() {
    Queue<Runnable> thread = new ArrayDeque<>();
    SerialExecutor serial = new SerialExecutor(thread::add);
    List<String> ran = new ArrayList<>();
    serial.execute(
        () -> {
          ran.add("one");
          serial.execute(() -> ran.add("three"));
          throw new IllegalStateException("on purpose");
        });
    serial.execute(() -> ran.add("two"));
    assertThat(thread).hasSize(1);
    assertThatThrownBy(() -> thread.remove().run()).hasMessage("on purpose");
    thread.remove().run();
    assertThat(ran).containsExactly("one", "two", "three");
    assertThat(thread).isEmpty();
    serial.execute(() -> ran.add("four"));
    thread.remove().run();
    assertThat(ran).hasSize(4);
  }

  @Test
  void blockedThreadsAllowNothingAndContinueAfterwards() throws IOException {
    try (LinkRig rig = new LinkRig(folder)) {
      var transport = rig.connect();
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch holding = new CountDownLatch(LinkThreads.MAX_THREADS - 1);
      for (int n = 0;
          n < LinkThreads.MAX_THREADS;
          n++) { // the last call waits until a thread is free
        rig.threads.execute(
            () -> {
              holding.countDown();
              Await.await(held);
            });
      }
      Await.await(holding);
      CompletableFuture<RuntimeDecision> answer = rig.ask(transport).toCompletableFuture();
      held.countDown();
      assertThat(Await.await(answer).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
  }

  @Test
  void transportServesARuntimeWithoutAContainer() throws IOException {
    Path socket = folder.resolve("s");
    try (RuntimeSimulator runtime = new RuntimeSimulator(socket, LinkRig.AGENT, ticket -> {})) {
      runtime.start();
      try (StandaloneAssemblyTransport plain =
          new StandaloneAssemblyTransport(socket, LinkRig.AGENT)) {
        assertThat(
                Await.await(Await.await(plain.connected()).query(ToolCall.of("tool", "{}")))
                    .decision())
            .isEqualTo(RuntimeDecision.ALLOW);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Several answers that arrive together, and callers that block or interrupt the delivering thread.
 */
class SelectorLoopTest {
  private final BlockingQueue<Runnable> ticks = new LinkedBlockingQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CompletableFuture<Void> holding = new CompletableFuture<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((where, thrown) -> {}); // thrown on purpose
            return thread;
          });
  private SelectorLoop loop;
  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void open() throws IOException {
    loop = new SelectorLoop(threads, ticks::add);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      near = SocketChannel.open(server.getLocalAddress());
      far = server.accept();
    }
    near.configureBlocking(false);
    loop.start();
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    held.countDown();
    loop.close();
    near.close();
    far.close();
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Makes the loop deliver these answers together. */
  private void deliver(Runnable... answers) throws IOException {
    loop.register(
        near,
        after -> {
          if (read() > 0) {
            after.addAll(List.of(answers));
          }
        });
    far.write(ByteBuffer.allocate(1)); // not earlier, because the previous handler would take it
  }

  private int read() {
    try {
      return near.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      return -1;
    }
  }

  /** Blocks the thread until the end of the test: a hold with a timeout would free the answers. */
  private void hold() {
    holding.complete(null);
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() throws InterruptedException {
    ticks.take().run();
  }

  @Test
  void deliversAnswersThatArriveTogetherInOneThreadAndInOrder() throws IOException {
    BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
    CompletableFuture<Void> last = new CompletableFuture<>();
    Runnable answer = () -> ran.add(Thread.currentThread());
    deliver(answer, answer, answer, () -> last.complete(null));
    Await.await(last);
    assertThat(ran).hasSize(3);
    assertThat(ran.stream().distinct()).hasSize(1);
  }

  @Test
  void answersBehindAHeldThreadReachTheirCallersAfterTwoTicks()
      throws IOException, InterruptedException {
    CompletableFuture<Void> second = new CompletableFuture<>();
    CompletableFuture<Void> third = new CompletableFuture<>();
    deliver(
        this::hold,
        () -> {
          second.complete(null);
          Await.await(held); // holds its own thread only
        },
        () -> third.complete(null));
    Await.await(holding);
    tick();
    assertThat(second).isNotDone();
    tick();
    Await.await(second);
    Await.await(third);
    CompletableFuture<Void> next = new CompletableFuture<>();
    deliver(() -> next.complete(null));
    Await.await(next);
  }

  @Test
  void answersBehindAHeldThreadReachTheirCallersWhenTheLoopIsClosed() throws IOException {
    CompletableFuture<Void> second = new CompletableFuture<>();
    deliver(this::hold, () -> second.complete(null));
    Await.await(holding);
    loop.close();
    Await.await(second);
  }

  @Test
  void answersThatArriveWhileTheLoopClosesDoNotWaitForEachOther() throws IOException {
    CompletableFuture<Void> second = new CompletableFuture<>();
    loop.register(
        near,
        after -> {
          if (read() > 0) {
            loop.close();
            after.add(this::hold);
            after.add(() -> second.complete(null));
          }
        });
    far.write(ByteBuffer.allocate(1));
    Await.await(second);
  }

  @Test
  void answersBehindOneThatThrowsReachTheirCallers() throws IOException {
    CompletableFuture<Void> second = new CompletableFuture<>();
    deliver(
        () -> {
          throw new IllegalStateException("on purpose");
        },
        () -> second.complete(null));
    Await.await(second);
    CompletableFuture<Void> next = new CompletableFuture<>();
    deliver(() -> next.complete(null));
    Await.await(next);
  }

  @Test
  void interruptOfOneCallerDoesNotReachTheNext() throws IOException {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    deliver(
        () -> Thread.currentThread().interrupt(),
        () -> interrupted.complete(Thread.currentThread().isInterrupted()));
    assertThat(Await.await(interrupted)).isFalse();
  }
}

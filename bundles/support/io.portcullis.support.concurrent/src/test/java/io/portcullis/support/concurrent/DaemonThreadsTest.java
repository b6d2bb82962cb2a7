// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DaemonThreadsTest {
  @Test
  void threadIsANamedDaemonThatIsNotStarted() {
    Thread thread = DaemonThreads.create("someone", () -> {});
    assertThat(thread.getName()).isEqualTo("someone");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
  }

  @Test
  void poolRunsTasksInDaemonThreadsOfItsName() throws Exception {
    ThreadPoolExecutor pool =
        DaemonThreads.pool("pool", 2, Duration.ofSeconds(5), new LinkedBlockingQueue<>());
    Thread thread = pool.submit(Thread::currentThread).get();
    assertThat(thread.getName()).isEqualTo("pool");
    assertThat(thread.isDaemon()).isTrue();
    pool.shutdown();
  }

  @Test
  void idleThreadsOfAPoolEnd() throws Exception {
    ThreadPoolExecutor pool =
        DaemonThreads.pool("idle", 1, Duration.ofNanos(1), new LinkedBlockingQueue<>());
    Thread thread = pool.submit(Thread::currentThread).get();
    thread.join();
    assertThat(pool.submit(Thread::currentThread).get()).isNotSameAs(thread);
    pool.shutdown();
  }

  @Test
  void poolRejectsTasksWhenItsQueueIsFull() {
    CountDownLatch end = new CountDownLatch(1);
    ThreadPoolExecutor pool =
        DaemonThreads.pool("full", 1, Duration.ofSeconds(5), new ArrayBlockingQueue<>(1));
    pool.execute(() -> awaitQuietly(end));
    pool.execute(() -> {});
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    end.countDown();
    pool.shutdown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void timerForgetsACancelledTask() throws Exception {
    ScheduledThreadPoolExecutor timer = DaemonThreads.timer("timer");
    Future<?> later = timer.schedule(() -> {}, 1, TimeUnit.DAYS);
    assertThat(timer.getQueue()).hasSize(1);
    later.cancel(false);
    assertThat(timer.getQueue()).isEmpty();
    assertThat(timer.submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();
    timer.shutdownNow();
  }

  @Test
  void blockedContinuationsDoNotDelayOthers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    int blocked = 50;
    CountDownLatch begun = new CountDownLatch(blocked);
    for (int i = 0; i < blocked; i++) {
      ContinuationExecutor.execute(
          () -> {
            begun.countDown();
            awaitQuietly(end);
          });
    }
    begun.await();
    CompletableFuture<Thread> next = new CompletableFuture<>();
    ContinuationExecutor.execute(() -> next.complete(Thread.currentThread()));
    assertThat(next.get().isDaemon()).isTrue();
    end.countDown();
  }

  @Test
  void failingCancellationIsContained() {
    CompletableFuture<String> hostile =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean interrupt) {
            throw new IllegalStateException("on purpose");
          }
        };
    StageCancellation.cancel(hostile);
    CompletableFuture<String> plain = new CompletableFuture<>();
    StageCancellation.cancel(plain);
    assertThat(plain).isCancelled();
    StageCancellation.cancel(new CompletableFuture<>().minimalCompletionStage());
  }
}

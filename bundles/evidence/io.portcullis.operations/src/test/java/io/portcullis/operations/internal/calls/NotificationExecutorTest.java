// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NotificationExecutorTest {
  private static void await(CountDownLatch latch) {
    Await.await(latch);
  }

  @Test
  void blockedTaskDelaysNoOtherTask() {
    NotificationExecutor couriers = new NotificationExecutor("test", 100);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch heldUp = new CountDownLatch(50);
    CountDownLatch others = new CountDownLatch(1_000);
    List<Runnable> loads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      loads.add(
          () -> {
            heldUp.countDown();
            await(release);
          });
    }
    loads.addAll(Collections.nCopies(1_000, others::countDown));
    couriers.execute(loads);
    await(heldUp);
    await(others);
    release.countDown();
  }

  @Test
  void startsAtMostTheMaximumNumberOfThreads() {
    NotificationExecutor couriers = new NotificationExecutor("test", 3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch heldUp = new CountDownLatch(3);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(10);
    couriers.execute(
        Collections.nCopies(
            10,
            () -> {
              threads.add(Thread.currentThread());
              heldUp.countDown();
              await(release);
              all.countDown();
            }));
    await(heldUp);
    assertThat(couriers.threadCount()).isEqualTo(3);
    assertThat(all.getCount()).isEqualTo(10);
    release.countDown();
    await(all);
    assertThat(threads).hasSize(3).doesNotContain(Thread.currentThread());
  }

  @Test
  void taskThatThrowsStopsNoOtherTask() {
    NotificationExecutor couriers = new NotificationExecutor("test", 2);
    CountDownLatch others = new CountDownLatch(3);
    List<Runnable> loads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loads.add(
          () -> {
            throw new IllegalStateException("this failure is part of the test");
          });
      loads.add(others::countDown);
    }
    couriers.execute(loads);
    await(others);
  }

  @Test
  void noTaskStartsNoThread() {
    NotificationExecutor couriers = new NotificationExecutor("test", 2);
    couriers.execute(List.of());
    assertThat(couriers.threadCount()).isZero();
  }

  @Test
  void threadsEndWhenTheQueueIsEmptyAndNewOnesStartForNewTasks() throws Exception {
    NotificationExecutor couriers = new NotificationExecutor("test", 2);
    for (int i = 0; i < 1_000; i++) {
      CountDownLatch done = new CountDownLatch(2);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      couriers.execute(
          Collections.nCopies(
              2,
              () -> {
                threads.add(Thread.currentThread());
                done.countDown();
              }));
      await(done);
      if (i % 100 == 0) {
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The ceiling is up exactly while it is needed, in every order of events. */
class CeilingTest {

  /** Registrations, and a hook into every moment at which another thread could come in between. */
  private static final class Registry {
    /**
     * A concurrent map's view would do, but for its count, which is right only while nobody writes.
     */
    final Set<Integer> up = new CopyOnWriteArraySet<>();

    final AtomicBoolean needed = new AtomicBoolean();
    final AtomicInteger made = new AtomicInteger();
    volatile Runnable between = () -> {};
    final Ceiling ceiling = new Ceiling(this::isNeeded, this::register);

    private boolean isNeeded() {
      between.run();
      boolean answer = needed.get();
      between.run();
      return answer;
    }

    private Runnable register() {
      between.run();
      int number = made.incrementAndGet();
      up.add(number);
      between.run();
      return () -> {
        between.run();
        assertThat(up.remove(number)).as("withdrawn once").isTrue();
        between.run();
      };
    }
  }

  @Test
  void followsWhatIsNeeded() {
    Registry registry = new Registry();
    registry.ceiling.reconcile();
    assertThat(registry.up).isEmpty();
    for (int i = 0; i < 3; i++) {
      registry.needed.set(true);
      registry.ceiling.reconcile();
      registry.ceiling.reconcile();
      assertThat(registry.up).hasSize(1);
      registry.needed.set(false);
      registry.ceiling.reconcile();
      registry.ceiling.reconcile();
      assertThat(registry.up).isEmpty();
    }
  }

  /** At every pair of moments another change and another settle come in between. */
  @Test
  void endsRightWhateverComesInBetween() {
    for (int first = 1; first < 25; first++) {
      for (int second = first; second < 40; second++) {
        for (int change = 0; change < 8; change++) {
          interleave(first, second, change);
        }
      }
    }
  }

  private static void interleave(int first, int second, int change) {
    Registry registry = new Registry();
    registry.needed.set((change & 1) == 0);
    registry.ceiling.reconcile();
    int[] moment = new int[1];
    registry.between =
        () -> {
          int now = ++moment[0];
          if (now == first || now == second) {
            registry.needed.set((now == first) == ((change & 2) == 0));
            registry.ceiling.reconcile();
          }
        };
    registry.needed.set((change & 4) == 0);
    registry.ceiling.reconcile();
    String where = first + " " + second + " " + change;
    if (registry.needed.get()) {
      assertThat(registry.up).as(where).isNotEmpty();
    } else {
      assertThat(registry.up).as(where).isEmpty();
    }
    registry.between = () -> {};
    registry.needed.set(false);
    registry.ceiling.reconcile();
    assertThat(registry.up).as("left over after %s", where).isEmpty();
  }

  /** While it is needed all the time, it is up at every moment, however often it is settled. */
  @Test
  void ceilingIsNeverDownWhileItIsNeeded() {
    for (int at = 1; at < 60; at++) {
      Registry registry = new Registry();
      registry.needed.set(true);
      registry.ceiling.reconcile();
      int[] moment = new int[1];
      int when = at;
      registry.between =
          () -> {
            assertThat(registry.up).isNotEmpty();
            int now = ++moment[0];
            if (now == when || now == when + 3) {
              registry.ceiling.reconcile();
            }
          };
      registry.ceiling.reconcile();
      registry.ceiling.reconcile();
      assertThat(registry.up).isNotEmpty();
    }
  }

  @Test
  void ceilingIsNeverDownWhileManyThreadsSettle() throws Exception {
    Registry registry = new Registry();
    registry.needed.set(true);
    registry.ceiling.reconcile();
    AtomicLong down = new AtomicLong();
    registry.between =
        () -> {
          if (registry.up.isEmpty()) {
            down.incrementAndGet();
          }
        };
    inThreads(4, () -> registry.ceiling.reconcile(), 5_000);
    assertThat(down).hasValue(0);
    assertThat(registry.up).isNotEmpty().hasSizeLessThanOrEqualTo(4);
    registry.needed.set(false);
    registry.ceiling.reconcile();
    assertThat(registry.up).isEmpty();
  }

  @Test
  void endsRightAfterManyThreadsHaveChangedWhatIsNeeded() throws Exception {
    Registry registry = new Registry();
    AtomicInteger flips = new AtomicInteger();
    inThreads(
        4,
        () -> {
          registry.needed.set((flips.incrementAndGet() & 1) == 0);
          registry.ceiling.reconcile();
        },
        5_000);
    registry.ceiling.reconcile();
    assertThat(registry.up.isEmpty()).isNotEqualTo(registry.needed.get());
    registry.needed.set(false);
    registry.ceiling.reconcile();
    assertThat(registry.up).isEmpty();
  }

  private static void inThreads(int count, Runnable each, int times) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    Set<Throwable> thrown = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                  for (int n = 0; n < times; n++) {
                    each.run();
                  }
                } catch (Throwable e) {
                  thrown.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(thrown).isEmpty();
  }
}

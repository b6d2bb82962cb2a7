// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.testkit.Await;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A clock that a test moves. The delays before reconnects may elapse at once. */
public final class TestTime implements LinkTime {
  private final class Set implements Alarm {
    final long at;
    final Runnable task;

    Set(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    @Override
    public void cancel() {
      synchronized (TestTime.this) {
        alarms.remove(this);
      }
    }
  }

  private record Waiter(Duration most, int count, CompletableFuture<Void> reached) {}

  private final Executor threads;
  private final List<Set> alarms = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos;
  private boolean hurried = true;

  public TestTime(Executor threads) {
    this.threads = threads;
  }

  /** Sets whether delays of up to 5 s, such as those before reconnects, elapse at once. */
  public synchronized void hurry(boolean on) {
    hurried = on;
  }

  @Override
  public synchronized Instant now() {
    return start.plusNanos(nanos);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable task) {
    if (hurried && delay.compareTo(Backoff.LONGEST) <= 0) {
      threads.execute(task);
      return () -> {};
    }
    Set alarm = new Set(nanos + delay.toNanos(), task);
    alarms.add(alarm);
    delays.add(delay);
    for (Waiter waiter : List.copyOf(waiters)) {
      if (count(waiter.most) >= waiter.count) {
        waiters.remove(waiter);
        waiter.reached.complete(null);
      }
    }
    return alarm;
  }

  private long count(Duration most) {
    return delays.stream().filter(delay -> delay.compareTo(most) <= 0).count();
  }

  /** Waits until so many alarms were set since the beginning. */
  void awaitSet(int count) {
    await(Duration.ofDays(1), count);
  }

  /** Waits until so many reconnects were scheduled since the beginning. */
  public void awaitBackoff(int count) {
    await(Backoff.LONGEST, count);
  }

  private void await(Duration most, int count) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    synchronized (this) {
      if (count(most) >= count) {
        return;
      }
      waiters.add(new Waiter(most, count, reached));
    }
    Await.await(reached);
  }

  /** Returns the delays of all alarms that were set. */
  synchronized List<Duration> delays() {
    return List.copyOf(delays);
  }

  synchronized int pending() {
    return alarms.size();
  }

  public void advance(Duration by) {
    List<Set> due;
    synchronized (this) {
      nanos += by.toNanos();
      due = alarms.stream().filter(alarm -> alarm.at - nanos <= 0).toList();
      alarms.removeAll(due);
    }
    due.forEach(alarm -> alarm.task.run());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import io.portcullis.support.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer with one daemon thread. */
public final class SingleThreadTimer implements DelayTimer, AutoCloseable {
  /** The maximum delay: its nanoseconds fit into a long. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final ScheduledThreadPoolExecutor executor;

  public SingleThreadTimer(String name) {
    executor = DaemonThreads.timer(name);
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Duration shorter = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    try {
      Future<?> future = executor.schedule(task, shorter.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) { // closed
      return () -> {};
    }
  }

  int size() {
    return executor.getQueue().size();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

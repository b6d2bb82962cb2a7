// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of all links: a timer thread, and a few threads that take turns to wait for the
 * sockets and to deliver answers. If code of others blocks all of them, no call is allowed until
 * one is free, and the gate's own timers deny. Thread-safe.
 */
public final class LinkThreads implements LinkTime, Executor, AutoCloseable {
  /**
   * The number of threads: one waits for the sockets, and callers that continue with an answer may
   * block the others.
   */
  public static final int MAX_THREADS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(LinkThreads.class);

  /**
   * The interval after which a blocked thread is relieved of waiting for the sockets; relief takes
   * one or two of them.
   */
  private static final long TICK_MS = 1;

  private final InstantSource clock = InstantSource.system();
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final SelectorLoop loop;

  /**
   * Starts the loop.
   *
   * @throws IOException if the platform provides no selector
   */
  public LinkThreads() throws IOException {
    threads = pool();
    timer = DaemonThreads.timer("portcullis-assembly-time");
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    boolean whole = false;
    try {
      loop = new SelectorLoop(this, this::nextTick);
      loop.start();
      whole = true;
    } finally {
      if (!whole) {
        threads.shutdown();
        timer.shutdown();
      }
    }
  }

  private static ThreadPoolExecutor pool() {
    return DaemonThreads.pool(
        "portcullis-assembly-link",
        MAX_THREADS,
        Duration.ofSeconds(1),
        new LinkedBlockingQueue<>());
  }

  private void nextTick(Runnable task) {
    try {
      Future<?> unused = timer.schedule(task, TICK_MS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("The threads are being stopped; no thread needs to be relieved", e);
    }
  }

  public SelectorLoop loop() {
    return loop;
  }

  /**
   * Runs the task in the current thread if the threads are stopped: an answer must reach its
   * caller.
   */
  @Override
  public void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    try {
      Future<?> future = timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // every remaining user is about to be closed
    }
  }

  /** Stops the threads once they have finished the tasks they began. */
  @Override
  public void close() {
    timer.shutdown();
    loop.close();
    threads.shutdown();
  }

  /** Waits for the threads to stop. Returns false if they do not in time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    return timer.awaitTermination(nanos, TimeUnit.NANOSECONDS)
        && threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import io.portcullis.support.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the continuations of ended waits. A gate may run the tool in the thread that ends the wait,
 * so the threads of the timer and of reviewers are unsuitable. Each ended call gets a thread, up to
 * a bound; further ones queue. The queue never exceeds the number of calls that may wait.
 */
public final class ContinuationThreads implements AutoCloseable {
  private static final int MAX_THREADS = 128;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final ThreadPoolExecutor executor;

  public ContinuationThreads() {
    executor =
        DaemonThreads.pool("portcullis-approved", MAX_THREADS, IDLE, new LinkedBlockingQueue<>());
  }

  /** Runs a task in another thread, or here if that fails. */
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      task.run(); // closed, or no thread can be started: better late than never
    }
  }

  /** Waits after the close until all tasks have run. Returns false on a timeout. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Accepts no more tasks; the queued ones still run. */
  @Override
  public void close() {
    executor.shutdown();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what follows the end of a wait. A gate may run the tool itself in the thread that ends the
 * wait, so neither the timer's nor a reviewer's will do. There are as many threads as calls end at
 * the same time, up to a bound; further ones queue, of which there are never more than may wait.
 */
public final class ContinuationThreads implements AutoCloseable {
  private static final int MAX_THREADS = 128;
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor executor;

  public ContinuationThreads() {
    executor =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "portcullis-approved");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      task.run(); // closed, or no thread can be had: late for others is better than never
    }
  }

  /** Waits, once it is closed, until everything has run; false if that takes longer. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was handed over before still runs. */
  @Override
  public void close() {
    executor.shutdown();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import io.portcullis.support.concurrent.DaemonThreads;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor that completes stages whose continuations may block. While tasks are queued, one
 * thread more runs than are blocked, so a blocked continuation does not delay the others. That
 * holds up to the maximum number of threads. The threads end when the queue is empty. Thread-safe.
 */
public final class NotificationExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationExecutor.class);

  private final String name;
  private final int maxThreads;
  private final Object lock = new Object();
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private int threads;
  private int idle;

  /**
   * Creates an executor without threads.
   *
   * @param name the name of its threads
   * @param maxThreads the maximum number of threads
   */
  public NotificationExecutor(String name, int maxThreads) {
    this.name = name;
    this.maxThreads = maxThreads;
  }

  /** Runs all these tasks in other threads and does not wait for them. */
  public void execute(List<? extends Runnable> more) {
    boolean useCaller;
    synchronized (lock) {
      queue.addAll(more);
      startThread();
      useCaller = threads == 0 && !queue.isEmpty();
      if (useCaller) {
        threads++;
        idle++;
      }
    }
    if (useCaller) { // no thread can be started: better late than never
      work();
    }
  }

  /** Starts a thread if all are blocked. Called with the lock held. */
  private void startThread() {
    if (queue.isEmpty() || idle > 0 || threads == maxThreads) {
      return;
    }
    Thread thread = DaemonThreads.create(name, this::work);
    try {
      thread.start();
      threads++;
      idle++;
    } catch (OutOfMemoryError e) {
      LOG.warn("Cannot start another thread {}; the calls are notified more slowly", name);
    }
  }

  private void work() {
    Runnable task = next(false);
    while (task != null) {
      boolean done = false;
      try {
        task.run();
        done = true;
      } finally {
        if (!done) {
          replaceThread();
        }
      }
      task = next(true);
    }
  }

  private @Nullable Runnable next(boolean returning) {
    synchronized (lock) {
      if (returning) {
        idle++;
      }
      idle--;
      Runnable task = queue.poll();
      if (task == null) {
        threads--;
      } else {
        startThread();
      }
      return task;
    }
  }

  /** Replaces this thread, which an error ends. It is not counted as idle. */
  private void replaceThread() {
    synchronized (lock) {
      threads--;
      startThread();
    }
  }

  int threadCount() {
    synchronized (lock) {
      return threads;
    }
  }
}

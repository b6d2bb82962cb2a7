// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.concurrent;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Creates threads that do not keep the process alive, and executors of such threads. Stateless and
 * thread-safe.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /**
   * Creates a thread, which is not started.
   *
   * @param name its name
   * @param task its task
   * @return a daemon thread
   */
  public static Thread create(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Returns a factory of threads of one name.
   *
   * @param name the name of all its threads
   * @return a factory of daemon threads
   */
  public static ThreadFactory named(String name) {
    return task -> create(name, task);
  }

  /**
   * Creates an executor whose threads end when they are idle.
   *
   * @param name the name of its threads
   * @param threads the number of threads from which tasks are queued
   * @param idle how long a thread waits for a task before it ends, more than zero
   * @param queue the tasks that wait for a thread
   * @return an executor that rejects tasks when the queue is full, and after its shutdown
   */
  public static ThreadPoolExecutor pool(
      String name, int threads, Duration idle, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, idle.toNanos(), TimeUnit.NANOSECONDS, queue, named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Creates a timer of one thread. It forgets a task that is cancelled.
   *
   * @param name the name of its thread
   * @return a timer that rejects tasks after its shutdown
   */
  public static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(name));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}

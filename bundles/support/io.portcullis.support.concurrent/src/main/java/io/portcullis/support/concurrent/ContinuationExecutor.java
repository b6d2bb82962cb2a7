// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.concurrent;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor for the continuation after a timeout, a termination or a departure. Each task gets a
 * free thread. The single timer thread of the JVM must not run continuations, and the common pool
 * may have a single thread that is busy: both would delay every other denial. Idle threads are
 * reused, because many calls may end at once. Thread-safe.
 */
public final class ContinuationExecutor {
  private static final long IDLE_SECONDS = 1;

  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE, // one for each call that ends at the same time and whose continuation
          // blocks
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("portcullis-expired"));

  private ContinuationExecutor() {}

  /**
   * Runs a task in a free thread, or in the calling thread if no thread can be started.
   *
   * @param continuation a task that may block
   */
  public static void execute(Runnable continuation) {
    try {
      THREADS.execute(continuation);
    } catch (OutOfMemoryError e) { // no thread is available: a late denial is better than none
      continuation.run();
    }
  }
}

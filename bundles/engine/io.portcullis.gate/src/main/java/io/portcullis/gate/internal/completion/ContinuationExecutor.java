// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor for the continuation after a timeout or a termination. Each task gets a free thread.
 * The single timer thread of the JVM must not run continuations, and the common pool may have a
 * single thread that is busy: both would delay every other denial. Idle threads are reused, because
 * many calls may end at once.
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
          task -> {
            Thread thread = new Thread(task, "portcullis-expired");
            thread.setDaemon(true);
            return thread;
          });

  private ContinuationExecutor() {}

  public static void execute(Runnable continuation) {
    try {
      THREADS.execute(continuation);
    } catch (OutOfMemoryError e) { // no thread is available: a late denial is better than none
      continuation.run();
    }
  }
}

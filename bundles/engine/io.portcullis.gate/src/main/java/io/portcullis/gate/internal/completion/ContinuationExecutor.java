// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what follows a time-out or a termination, each in a thread that nobody else holds. The one
 * thread that the JVM has for all timers must not be held by whoever continues there, and the
 * common pool may have a single thread that somebody else holds; either would hold up every other
 * denial. Threads are used again while there is more to run, since many calls may end at once.
 */
public final class ContinuationExecutor {
  private static final long IDLE_SECONDS = 1;

  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE, // as many as calls end at once and are held up in what follows
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
    } catch (OutOfMemoryError e) { // no thread can be had: late for others is better than never
      continuation.run();
    }
  }
}

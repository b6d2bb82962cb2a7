// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs messages in order in one daemon thread; loses what does not fit into its queue, and counts
 * it.
 */
final class BoundedDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedDispatcher.class);
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor thread;
  private final LongAdder lost = new LongAdder();
  private final AtomicBoolean losing = new AtomicBoolean();

  BoundedDispatcher(String name, int capacity) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(capacity),
            task -> {
              Thread daemon = new Thread(task, name);
              daemon.setDaemon(true);
              return daemon;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  void dispatch(Runnable message) {
    try {
      thread.execute(message);
      losing.set(false);
    } catch (RejectedExecutionException e) {
      lost.increment();
      if (!thread.isShutdown() && !losing.getAndSet(true)) {
        LOG.warn("record listeners are too slow: {} messages lost so far", lost.sum());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

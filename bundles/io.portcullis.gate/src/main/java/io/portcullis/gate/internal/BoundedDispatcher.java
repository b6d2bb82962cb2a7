// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import java.util.concurrent.ArrayBlockingQueue;
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
            },
            (message, full) -> lose());
    thread.allowCoreThreadTimeOut(true);
  }

  void dispatch(Runnable message) {
    if (losing.get() && thread.getQueue().isEmpty()) {
      losing.set(false); // they have caught up; the next loss is worth a word again
    }
    thread.execute(message);
  }

  /** No exception is thrown for it: that would cost the caller more than the rest of its call. */
  private void lose() {
    lost.increment();
    if (!thread.isShutdown() && !losing.getAndSet(true)) {
      LOG.warn("record listeners are too slow: {} messages lost so far", lost.sum());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs messages in order in one daemon thread; loses what does not fit into its queue, and counts
 * it.
 */
public final class BoundedDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedDispatcher.class);
  private static final long IDLE_SECONDS = 10;

  /**
   * How long the thread lets messages gather before it looks again, unless many have. To be woken
   * for each of them would cost the callers more than the message does.
   */
  static final Duration REST = Duration.ofMillis(5);

  /** A message in the queue, which weighs as much as it keeps from being forgotten. */
  private final class Message implements Runnable {
    private final Runnable task;
    private final long weight;

    Message(Runnable task, long weight) {
      this.task = task;
      this.weight = weight;
    }

    @Override
    public void run() {
      try {
        task.run();
      } finally {
        queued.addAndGet(-weight);
      }
      rest();
    }
  }

  private final long restNanos;
  private final int many;
  private final long most;
  private final AtomicLong queued = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private final LongAdder lost = new LongAdder();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile @Nullable Thread resting;

  /**
   * @param capacity how many messages may wait
   * @param most how much they may weigh together with the one being told, unless it is but one
   * @param rest how long the thread rests when it has told all, unless a quarter of what may wait
   *     does
   */
  public BoundedDispatcher(String name, int capacity, long most, Duration rest) {
    this.most = most;
    restNanos = rest.toNanos();
    many = capacity / 4;
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
            (message, full) -> {
              queued.addAndGet(-((Message) message).weight);
              lose();
            });
    thread.allowCoreThreadTimeOut(true);
  }

  public void dispatch(Runnable task, long weight) {
    if (losing.get() && thread.getQueue().isEmpty()) {
      losing.set(false); // they have caught up; the next loss is worth a word again
    }
    long before = queued.getAndAdd(weight);
    if (before > 0 && before + weight > most) {
      queued.addAndGet(-weight);
      lose();
      return;
    }
    try {
      thread.execute(new Message(task, weight));
      Thread asleep = resting;
      if (asleep != null && (thread.getQueue().size() >= many || queued.get() >= most / 4)) {
        LockSupport.unpark(asleep);
      }
    } catch (OutOfMemoryError e) { // no thread can be had: a denial must not become that
      queued.addAndGet(-weight);
      lose();
    }
  }

  private void rest() {
    resting = Thread.currentThread();
    if (thread.getQueue().isEmpty()) { // looked at after it is known whom to wake
      LockSupport.parkNanos(restNanos);
    }
    resting = null;
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

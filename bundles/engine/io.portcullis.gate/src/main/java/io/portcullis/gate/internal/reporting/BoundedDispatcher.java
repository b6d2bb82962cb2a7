// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import io.portcullis.support.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of messages that one daemon thread runs in order. Messages that do not fit are
 * dropped and counted. Thread-safe.
 */
public final class BoundedDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedDispatcher.class);
  private static final long IDLE_SECONDS = 10;

  /**
   * How long the thread lets messages gather before it checks again, unless many have arrived.
   * Waking it for each message would cost the callers more than the message does.
   */
  static final Duration REST = Duration.ofMillis(5);

  /** A message in the queue; its weight is the memory that it retains. */
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
   * @param capacity the maximum number of waiting messages
   * @param most the maximum weight of all messages, including the running one; a single message may
   *     exceed it
   * @param rest how long the thread rests after it has run all messages, unless a quarter of the
   *     capacity is waiting
   */
  public BoundedDispatcher(String name, int capacity, long most, Duration rest) {
    this.most = most;
    restNanos = rest.toNanos();
    many = capacity / 4;
    thread =
        DaemonThreads.pool(
            name, 1, Duration.ofSeconds(IDLE_SECONDS), new ArrayBlockingQueue<>(capacity));
    thread.setRejectedExecutionHandler(
        (message, full) -> {
          queued.addAndGet(-((Message) message).weight);
          lose();
        });
  }

  public void dispatch(Runnable task, long weight) {
    if (losing.get() && thread.getQueue().isEmpty()) {
      losing.set(false); // the queue is empty again, so the next loss is logged
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
    } catch (OutOfMemoryError e) { // no thread is available: a denial must not become an error
      queued.addAndGet(-weight);
      lose();
    }
  }

  private void rest() {
    resting = Thread.currentThread();
    if (thread.getQueue().isEmpty()) { // checked after the thread can be woken
      LockSupport.parkNanos(restNanos);
    }
    resting = null;
  }

  /** Counts a lost message. An exception would cost the caller more than the rest of its call. */
  private void lose() {
    lost.increment();
    if (!thread.isShutdown() && !losing.getAndSet(true)) {
      LOG.warn(
          "Record listeners are too slow: {} messages lost so far. Make the listeners faster",
          lost.sum());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

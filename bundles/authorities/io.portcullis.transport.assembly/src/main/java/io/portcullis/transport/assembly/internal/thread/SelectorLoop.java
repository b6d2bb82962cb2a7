// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for all channels at once. A caller continues in the thread that delivers its answer, and
 * may run a tool there. If two ticks in a row find a thread at the same answers, another thread
 * waits for the channels, and each answer that is left gets a thread of its own. To change threads
 * for each answer would cost more than the delivery itself.
 */
public final class SelectorLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);

  /** Whose channel is ready. */
  public interface Handler {
    /**
     * Reads and writes as far as it goes, without blocking and without running code of others.
     *
     * @param after takes what may run code of others
     */
    void ready(List<Runnable> after);
  }

  private final Selector selector;
  private final Executor threads;
  private final Consumer<Runnable> nextTick;

  /** Odd while the thread that waits for the channels brings answers; never the same again. */
  private final AtomicLong round = new AtomicLong();

  /** Answers that no thread delivers yet. */
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * A loop that does not run yet.
   *
   * @param threads where answers are brought and channels are waited for
   * @param nextTick runs a short task a little later, in a thread that no answer holds up
   */
  SelectorLoop(Executor threads, Consumer<Runnable> nextTick) throws IOException {
    this.threads = threads;
    this.nextTick = nextTick;
    selector = Selector.open();
  }

  void start() {
    threads.execute(this::run);
  }

  /**
   * Has a handler called when its channel can be read.
   *
   * @throws ClosedChannelException if the channel or this loop is closed
   */
  public SelectionKey register(SocketChannel channel, Handler handler)
      throws ClosedChannelException {
    try {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ, handler);
      selector.wakeup();
      return key;
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  /** Also has the handler called when the channel can be written, or no more. */
  public void wantWrite(SelectionKey key, boolean wanted) {
    try {
      int ops = wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != ops) {
        key.interestOps(ops);
        selector.wakeup();
      }
    } catch (CancelledKeyException e) {
      LOG.trace("the channel is closed, which whoever closed it knows", e);
    }
  }

  /** Closes a channel; its descriptor is free once the loop has come round. */
  public void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a channel did not close well", e);
    }
    selector.wakeup();
  }

  /** Ends the loop. Its answers still reach their callers. The owner of a channel closes it. */
  void close() {
    closed = true;
    selector.wakeup();
    handOverAnswers();
  }

  private void run() {
    List<Runnable> after = new ArrayList<>();
    while (!closed) {
      boolean whole = false;
      try {
        // Left behind by code of others in this thread; the selector would not wait.
        boolean ignored = Thread.interrupted();
        selector.select(key -> handle(key, after));
        whole = true;
      } catch (IOException e) {
        LOG.error("the selector failed; no runtime can be asked any more", e);
        closed = true;
      } finally {
        if (!whole && !closed) {
          threads.execute(this::run);
        }
      }
      if (!after.isEmpty() && !bring(after)) {
        return; // another thread waits for the channels now
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("the selector did not close well", e);
    }
  }

  private static void handle(SelectionKey key, List<Runnable> after) {
    if (key.attachment() instanceof Handler handler) {
      handler.ready(after);
    }
  }

  /** Returns false if another thread waits for the channels now. */
  private boolean bring(List<Runnable> after) {
    answers.addAll(after); // before the round begins, so that a tick finds them all
    after.clear();
    long bringing = round.incrementAndGet();
    if (closed) {
      handOverAnswers(); // no tick comes any more
    }
    if (ticking.compareAndSet(false, true)) {
      nextTick.accept(() -> tick(0));
    }
    boolean whole = false;
    boolean kept = false;
    try {
      for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
        next.run();
        boolean unused = Thread.interrupted(); // the next caller was not interrupted
      }
      whole = true;
    } finally {
      kept = round.compareAndSet(bringing, bringing + 1);
      if (!whole) {
        handOverAnswers();
        if (kept) {
          threads.execute(this::run);
        }
      }
    }
    return kept;
  }

  /** Gives each answer that is left a thread of its own. */
  private void handOverAnswers() {
    for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
      threads.execute(next);
    }
  }

  /** Takes the waiting away from a thread that brings the same answers as a tick ago. */
  private void tick(long seen) {
    long now = round.get();
    if (now == seen) {
      if (isBringing(now) && round.compareAndSet(now, now + 1)) {
        threads.execute(this::run);
        handOverAnswers();
      }
      ticking.set(false);
      now = round.get(); // whoever began before that has not asked for a tick
      if (!isBringing(now) || !ticking.compareAndSet(false, true)) {
        return;
      }
    }
    long next = now;
    nextTick.accept(() -> tick(next));
  }

  private static boolean isBringing(long round) {
    return (round & 1) == 1;
  }
}

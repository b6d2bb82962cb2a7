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
 * takes over the waiting, and each remaining answer gets its own thread. Changing threads for every
 * answer would cost more than its delivery.
 */
public final class SelectorLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);

  /** Handles a channel that is ready. */
  public interface Handler {
    /**
     * Reads and writes as much as possible, without blocking and without running code of others.
     *
     * @param after receives the tasks that may run code of others
     */
    void ready(List<Runnable> after);
  }

  private final Selector selector;
  private final Executor threads;
  private final Consumer<Runnable> nextTick;

  /** Odd while the waiting thread delivers answers; never has the same value twice. */
  private final AtomicLong round = new AtomicLong();

  /** Answers that no thread delivers yet. */
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Creates a loop that does not run yet.
   *
   * @param threads deliver answers and wait for the channels
   * @param nextTick runs a short task after one tick, in a thread that no answer can block
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
   * Registers a handler to be called when its channel can be read.
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

  /** Sets whether the handler is also called when the channel can be written. */
  public void wantWrite(SelectionKey key, boolean wanted) {
    try {
      int ops = wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != ops) {
        key.interestOps(ops);
        selector.wakeup();
      }
    } catch (CancelledKeyException e) {
      LOG.trace("The channel is already closed; nothing is to be written", e);
    }
  }

  /** Closes a channel; its descriptor is released in the next round of the loop. */
  public void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A channel did not close cleanly", e);
    }
    selector.wakeup();
  }

  /**
   * Ends the loop. Pending answers still reach their callers. The owner of a channel closes the
   * channel.
   */
  void close() {
    closed = true;
    selector.wakeup();
    handOverAnswers();
  }

  private void run() {
    List<Runnable> after = new ArrayList<>();
    while (!closed) {
      serveChannels(after);
      if (!(after.isEmpty() && answers.isEmpty()) && !bring(after)) {
        return; // another thread waits for the channels now
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("The selector did not close cleanly", e);
    }
  }

  /** Serves the channels once. A failure that leaves this method starts another thread. */
  private void serveChannels(List<Runnable> after) {
    boolean whole = false;
    try {
      select(after);
      whole = true;
    } catch (IOException e) {
      LOG.error("The selector failed, so no runtime can be asked; restart the bundle", e);
      closed = true;
    } finally {
      if (!whole && !closed) {
        threads.execute(this::run);
      }
    }
  }

  private void select(List<Runnable> after) throws IOException {
    // Code of others may leave this thread interrupted, and then the selector would not wait.
    boolean ignored = Thread.interrupted();
    if (answers.isEmpty()) {
      selector.select(key -> handle(key, after));
    } else { // no thread was free for them
      selector.selectNow(key -> handle(key, after));
    }
  }

  private static void handle(SelectionKey key, List<Runnable> after) {
    if (key.attachment() instanceof Handler handler) {
      handler.ready(after);
    }
  }

  /** Delivers the answers; returns false if another thread waits for the channels now. */
  private boolean bring(List<Runnable> after) {
    answers.addAll(after); // before the round begins, so that a tick finds all of them
    after.clear();
    long bringing = round.incrementAndGet();
    if (closed) {
      handOverAnswers(); // no tick will come
    }
    if (ticking.compareAndSet(false, true)) {
      nextTick.accept(() -> tick(0));
    }
    return bring(bringing);
  }

  private boolean bring(long bringing) {
    boolean whole = false;
    boolean kept = false;
    try {
      deliver();
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

  private void deliver() {
    for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
      next.run();
      boolean unused = Thread.interrupted(); // the next caller was not interrupted
    }
  }

  /**
   * Gives each remaining answer its own thread. An answer stays in the queue until a thread takes
   * it: if callers block all others, the thread that waits for the channels delivers it.
   */
  private void handOverAnswers() {
    for (int n = answers.size(); n > 0; n--) {
      threads.execute(this::deliverOne);
    }
  }

  private void deliverOne() {
    Runnable next = answers.poll();
    if (next != null) {
      next.run();
    }
  }

  /** Takes the waiting away from a thread that still delivers the answers of the last tick. */
  private void tick(long seen) {
    long now = round.get();
    if (now == seen) {
      if (isBringing(now) && round.compareAndSet(now, now + 1)) {
        handOverAnswers();
        threads.execute(this::run);
      }
      ticking.set(false);
      now = round.get(); // a round that began before this has not scheduled a tick
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for all channels at once. Whoever waits for an answer continues in the thread that brings
 * it, and may run a tool there; so this thread hands the waiting over to another one before it
 * brings answers. Each of the answers but the last gets a thread of its own, for the same reason.
 */
final class SelectorLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);

  /** Whose channel is ready. */
  interface Handler {
    /**
     * Reads and writes as far as it goes, without blocking and without running code of others.
     *
     * @param after takes what may run code of others
     */
    void ready(List<Runnable> after);
  }

  private final Selector selector;
  private final Executor threads;
  private volatile boolean closed;

  SelectorLoop(Executor threads) throws IOException {
    this.threads = threads;
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
  SelectionKey register(SocketChannel channel, Handler handler) throws ClosedChannelException {
    try {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ, handler);
      selector.wakeup();
      return key;
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  /** Also has the handler called when the channel can be written, or no more. */
  void wantWrite(SelectionKey key, boolean wanted) {
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
  void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a channel did not close well", e);
    }
    selector.wakeup();
  }

  /** Ends the loop. Channels are closed by whoever has registered them. */
  void close() {
    closed = true;
    selector.wakeup();
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
      if (!after.isEmpty()) {
        threads.execute(this::run);
        bring(after);
        return;
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

  private void bring(List<Runnable> after) {
    int last = after.size() - 1;
    after.subList(0, last).forEach(threads::execute);
    after.get(last).run();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.adapter.assembly.internal.config.SdkSocketSettings;
import io.portcullis.adapter.assembly.internal.decision.CallDecider;
import io.portcullis.adapter.assembly.internal.decision.CallReader;
import io.portcullis.adapter.assembly.internal.decision.SdkEvents;
import io.portcullis.adapter.assembly.internal.decision.UnclearQueryException;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.assembly.wire.handshake.ServerHandshake;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens at the socket of one agent until it is closed. One thread reads and writes for all
 * connections; a few threads decide. Thread-safe.
 */
public final class SocketServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
  private static final int DECIDERS = 8;
  private static final int MAX_EVENTS = 1_024;
  private static final long TICK_MS = 100;
  private static final long PATIENCE_MS = 5_000;

  private final SdkSocketSettings settings;
  private final UserPrincipal self;
  private final CallReader calls;
  private final CallDecider decider;
  private final SdkEvents events;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Selector selector;
  private final SdkSocketFile file;
  private final ThreadPoolExecutor deciders;
  private final AtomicInteger waitingEvents = new AtomicInteger();
  private final Thread thread;

  /** The sessions and the times of their connection, by their keys; used by the I/O thread only. */
  private final Map<SelectionKey, Long> sessions = new HashMap<>();

  private final Set<SelectionKey> woken = ConcurrentHashMap.newKeySet();
  private final Map<SdkSession, SelectionKey> keys = new ConcurrentHashMap<>();
  private boolean acceptFails;
  private volatile boolean closed;
  private volatile boolean ended;

  private SocketServer(
      SdkSocketSettings settings,
      UserPrincipal self,
      CallReader calls,
      CallDecider decider,
      SdkEvents events,
      LongSupplier nanoTime,
      Selector selector,
      SdkSocketFile file) {
    this.settings = settings;
    this.self = self;
    this.calls = calls;
    this.decider = decider;
    this.events = events;
    this.nanoTime = nanoTime;
    this.selector = selector;
    this.file = file;
    String name = "portcullis-aa-" + settings.key().agentId();
    deciders =
        DaemonThreads.pool(
            name + "-decide",
            DECIDERS,
            Duration.ofSeconds(10),
            new LinkedBlockingQueue<>()); // bounded by the queries of all connections
    thread = DaemonThreads.create(name, this::run);
  }

  /**
   * Starts to listen.
   *
   * @param nanoTime a clock that never decreases
   * @throws IOException if listening at the path fails
   */
  public static SocketServer open(
      SdkSocketSettings settings,
      CallReader calls,
      CallDecider decider,
      SdkEvents events,
      LongSupplier nanoTime)
      throws IOException {
    UserPrincipal self = LocalUser.self();
    Selector selector = Selector.open();
    SdkSocketFile file = null;
    boolean open = false;
    try {
      file = SdkSocketFile.open(settings.socket(), self);
      file.channel().register(selector, SelectionKey.OP_ACCEPT);
      SocketServer server =
          new SocketServer(settings, self, calls, decider, events, nanoTime, selector, file);
      server.thread.start();
      open = true;
      return server;
    } finally {
      if (!open) {
        if (file != null) {
          file.close();
        }
        selector.close();
      }
    }
  }

  /** Returns whether it listens; it may have ended after a failure. */
  public boolean isOpen() {
    return !ended;
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(TICK_MS);
        serveSelected();
        serveWoken();
        tick();
      }
    } catch (IOException e) {
      LOG.error(
          "The selector failed, so no SDK is served at {} any more; restart the bundle",
          settings.socket(),
          e);
    } finally {
      ended = true;
      closeAll();
    }
  }

  private void serveSelected() {
    for (SelectionKey key : selector.selectedKeys()) {
      serve(key);
    }
    selector.selectedKeys().clear();
  }

  private void serveWoken() {
    for (SelectionKey key : List.copyOf(woken)) {
      woken.remove(key); // before the work is taken, so that a later wake-up is noticed
      work(key, false);
    }
  }

  private void closeAll() {
    file.close();
    for (SelectionKey key : new ArrayList<>(sessions.keySet())) {
      end(key, "the adapter stops");
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("The selector did not close cleanly", e);
    }
    deciders.shutdown();
  }

  private void serve(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept(key);
    } else {
      work(key, key.isReadable());
    }
  }

  private void accept(SelectionKey acceptor) {
    SocketChannel channel = accepted(acceptor);
    if (channel == null) {
      return;
    }
    boolean kept = false;
    try {
      kept = admit(channel);
    } catch (IOException e) {
      LOG.debug("A connection was not admitted", e);
    } finally {
      if (!kept) {
        closeQuietly(channel);
      }
    }
  }

  private @Nullable SocketChannel accepted(SelectionKey acceptor) {
    try {
      SocketChannel channel = file.channel().accept();
      acceptFails = false;
      return channel;
    } catch (IOException e) {
      if (!acceptFails) {
        LOG.warn("Cannot accept connections; trying again at the next tick", e);
      }
      acceptFails = true;
      acceptor.interestOps(0); // until the next tick, because a retry without a pause would spin
      return null;
    }
  }

  /** Nothing is sent before the user of the peer is known. */
  private boolean admit(SocketChannel channel) throws IOException {
    if (sessions.size() >= settings.maxConnections()) {
      LOG.debug("too many connections");
      return false;
    }
    UserPrincipal peer = LocalUser.peerOf(channel);
    if (!self.equals(peer)) {
      LOG.warn("Refused a connection of {}", peer.getName());
      return false;
    }
    channel.configureBlocking(false);
    begin(channel);
    return true;
  }

  private void begin(SocketChannel channel) throws IOException {
    SdkSession session =
        new SdkSession(channel, host, settings, new ServerHandshake(settings.key(), random));
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ, session);
    sessions.put(key, nanoTime.getAsLong());
    keys.put(session, key);
    work(key, false);
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A connection did not close cleanly", e);
    }
  }

  private void work(SelectionKey key, boolean readable) {
    if (!(key.attachment() instanceof SdkSession session)) {
      return;
    }
    boolean continues = false;
    try {
      continues = work(session, key, readable);
    } catch (RuntimeException e) { // a fault of one connection must not affect the others
      LOG.error("A connection failed", e);
    } finally {
      if (!continues) {
        end(key, "the connection ended");
      }
    }
  }

  /** Returns whether the session continues. */
  private static boolean work(SdkSession session, SelectionKey key, boolean readable) {
    session.work(readable);
    if (session.isClosed()) {
      return false;
    }
    key.interestOps(
        (session.wantsToRead() ? SelectionKey.OP_READ : 0)
            | (session.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
    return true;
  }

  private void end(SelectionKey key, String why) {
    sessions.remove(key);
    woken.remove(key);
    if (key.attachment() instanceof SdkSession session) {
      keys.remove(session);
      session.close(why);
    }
    key.cancel();
  }

  private void tick() {
    if (acceptFails) {
      SelectionKey acceptor = file.channel().keyFor(selector);
      if (acceptor != null && acceptor.isValid()) {
        acceptor.interestOps(SelectionKey.OP_ACCEPT);
      }
    }
    long now = nanoTime.getAsLong();
    for (Map.Entry<SelectionKey, Long> entry : new ArrayList<>(sessions.entrySet())) {
      if (entry.getKey().attachment() instanceof SdkSession session
          && !session.isProven()
          && now - entry.getValue() > settings.handshake().toNanos()) {
        end(entry.getKey(), "the handshake took too long");
      }
    }
  }

  /** Closes all connections, and waits a short time for the threads to end. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final SdkSession.Host host =
      new SdkSession.Host() {
        @Override
        public void decide(PolicyQuery query, SdkSession.PendingResponse turn) {
          try {
            deciders.execute(() -> ask(query, turn));
          } catch (RejectedExecutionException e) {
            turn.answer(CallDecider.deny("the adapter stops"));
          }
        }

        private void ask(PolicyQuery query, SdkSession.PendingResponse turn) {
          boolean whole = false;
          try {
            turn.keepPending(decider.ask(calls.call(query), turn::answer));
            whole = true;
          } catch (UnclearQueryException e) {
            turn.answer(CallDecider.deny(String.valueOf(e.getMessage())));
            whole = true;
          } finally {
            if (!whole) { // an unexpected error; the SDK must still get its answer
              turn.answer(CallDecider.deny("the adapter failed"));
            }
          }
        }

        @Override
        public void event(EventReport event) {
          if (waitingEvents.incrementAndGet() > MAX_EVENTS) {
            waitingEvents.decrementAndGet();
            return;
          }
          later(
              () -> {
                waitingEvents.decrementAndGet();
                events.report(event);
              });
        }

        @Override
        public void report(ToolGate.Decision decision, ToolOutcome.Kind outcome) {
          later(() -> decider.report(decision, outcome));
        }

        private void later(Runnable task) {
          try {
            deciders.execute(task);
          } catch (RejectedExecutionException e) {
            task.run(); // the adapter stops, but the record is still wanted
          }
        }

        @Override
        public void wake(SdkSession session) {
          SelectionKey key = keys.get(session);
          if (key != null) {
            woken.add(key);
            selector.wakeup();
          }
        }
      };
}

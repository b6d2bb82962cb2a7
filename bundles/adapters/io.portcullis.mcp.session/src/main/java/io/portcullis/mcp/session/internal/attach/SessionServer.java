// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import io.portcullis.support.concurrent.DaemonThreads;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the sessions of one user. A session has two connections, one with the messages of the
 * client and one with those of the server, so that neither direction can block the other.
 * Thread-safe.
 */
public final class SessionServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionServer.class);
  private static final String THREAD = "portcullis-mcp-attach";

  /** How many connections may be without an answer. */
  private static final int MAX_UNANSWERED = 64;

  private final ListeningSocket socket;
  private final PeerCheck peers;
  private final EngineIdentity identity;
  private final Supplier<String> status;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor timer = DaemonThreads.timer(THREAD + "-timer");
  private final EngineLifetime lifetime;
  private final Sessions sessions;
  private final Semaphore unanswered = new Semaphore(MAX_UNANSWERED);
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Creates a server that has not started.
   *
   * @param socket accepts the connections
   * @param peers identifies their user
   * @param identity what a session must have in common with this engine
   * @param factory creates the gateways
   * @param status describes, in one line for people, whether calls can be decided
   * @param patience how long a request, and the second connection of a session, may take
   * @param idle how long the engine runs without a session
   */
  public SessionServer(
      ListeningSocket socket,
      PeerCheck peers,
      EngineIdentity identity,
      SessionFactory factory,
      Supplier<String> status,
      Duration patience,
      Duration idle) {
    this.socket = socket;
    this.peers = peers;
    this.identity = identity;
    this.status = status;
    this.patience = patience;
    // A request that is read while the server closes needs no time limit: its connection ends.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    lifetime = new EngineLifetime(timer, idle);
    sessions = new Sessions(factory, lifetime, timer, patience);
  }

  /** Accepts sessions from now on; to be called once. */
  public void start() {
    lifetime.begin();
    DaemonThreads.create(THREAD, this::acceptAll).start();
  }

  /**
   * Waits until the engine shall end.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public void awaitEnd() throws InterruptedException {
    lifetime.await();
  }

  /** Returns the number of sessions that are attached. */
  public int size() {
    return sessions.size();
  }

  /**
   * Accepts no session any more, and ends those that are attached: their waiting calls are denied.
   */
  @Override
  public void close() {
    lifetime.end();
    closing.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.warn("Cannot remove the socket of the sessions: {}", e.getMessage());
    }
    sessions.close();
    timer.shutdownNow();
  }

  private void acceptAll() {
    while (closing.getCount() > 0) {
      try {
        serve(socket.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("Cannot accept a session; trying again in a second", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      boolean unused = closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    if (!unanswered.tryAcquire()) {
      LOG.warn("Refused a session: {} connections have no answer yet", MAX_UNANSWERED);
      SocketStreams.close(channel);
      return;
    }
    Runnable task =
        () -> {
          try {
            answer(channel);
          } finally {
            unanswered.release();
          }
        };
    DaemonThreads.create(THREAD + "-request", task).start();
  }

  /** Answers a connection, and closes it unless it belongs to a session then. */
  private void answer(SocketChannel channel) {
    boolean kept = false;
    try {
      peers.admit(channel);
      kept = answer(channel, request(channel));
    } catch (PeerRefusedException | AttachRequest.InvalidRequestException e) {
      LOG.warn("Refused a session: {}", e.getMessage());
      reply(channel, AttachReply.refused(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      LOG.debug("A connection ended before its session began", e);
    } finally {
      if (!kept) {
        SocketStreams.close(channel);
      }
    }
  }

  private AttachRequest request(SocketChannel channel)
      throws IOException, AttachRequest.InvalidRequestException {
    Future<?> cut =
        timer.schedule(
            () -> SocketStreams.close(channel), patience.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return AttachRequest.read(channel);
    } finally {
      cut.cancel(false);
    }
  }

  private boolean answer(SocketChannel channel, AttachRequest request) throws IOException {
    if (request.role() == AttachRequest.Role.STOP) {
      reply(channel, AttachReply.accepted(""));
      lifetime.end();
      return false;
    }
    if (!request.version().equals(identity.version())) {
      reply(channel, otherVersion());
      return false;
    }
    return switch (request.role()) {
      case CLIENT -> sessions.begin(channel, identity.policy(), request.words());
      case SERVER -> sessions.complete(channel, request.words());
      default -> {
        reply(channel, AttachReply.accepted(status.get()));
        yield false;
      }
    };
  }

  private AttachReply otherVersion() {
    AttachReply.Type type =
        lifetime.supersede() ? AttachReply.Type.ENDING : AttachReply.Type.OTHER_VERSION;
    return new AttachReply(type, identity.version());
  }

  private static void reply(SocketChannel channel, AttachReply reply) {
    try {
      reply.write(channel);
    } catch (IOException e) {
      LOG.debug("A connection ended before its answer", e);
    }
  }
}

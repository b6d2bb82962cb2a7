// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.values.Decision;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scripted runtime on a Unix socket. It allows until the test changes it, and records every allow
 * before it writes it; unsolicited messages are never recorded. It can be stopped, killed and
 * started again on the same path, and keeps its script, counts and received messages. It waits as
 * long as the test makes it wait, without a timeout. Thread-safe.
 */
public final class RuntimeSimulator implements AutoCloseable {
  private static final int CONNECTIONS = 256;
  private static final int REMEMBERED = 1_000;
  private static final int BACKLOG = 128;

  private final Path socket;
  private final AgentKey key;
  private final Consumer<String> allows;
  private final SecureRandom random = new SecureRandom();
  private final ConnectionStats stats = new ConnectionStats();

  private volatile HandshakeScript handshake = HandshakeScript.PROPER;
  private volatile QueryScript answer = QueryScript.allow();
  private volatile WriteThrottle throttle = WriteThrottle.free();
  private volatile int pieceBytes = Integer.MAX_VALUE;

  private final Object lock = new Object();
  private final Deque<ClientMessage> received = new ArrayDeque<>();
  private final Map<String, String> pending = new HashMap<>();
  private final Set<SimulatorConnection> connections = new HashSet<>();

  /**
   * Connections that are ending; the next connection is accepted after their threads have ended.
   */
  private final Set<SimulatorConnection> leaving = new HashSet<>();

  private @Nullable ServerSocketChannel server;
  private @Nullable Thread acceptor;

  /**
   * Creates a simulator that does not listen yet.
   *
   * @param socket the path to listen at; must fit a socket's address
   * @param agentId the agent id of the runtime
   * @param allows receives the ticket of every allow before it is written: the arguments of a tool
   *     call. If it throws, the allow is not sent and the connection ends.
   * @throws IllegalArgumentException if the agent id is invalid
   */
  public RuntimeSimulator(Path socket, String agentId, Consumer<String> allows) {
    this.socket = socket;
    this.key = AgentKey.of(agentId);
    this.allows = allows;
  }

  /**
   * Removes the file at the path, and listens. Clients can connect when this returns.
   *
   * @throws IOException if it cannot listen there
   * @throws IllegalStateException if it listens already
   */
  public void start() throws IOException {
    synchronized (lock) {
      if (server != null) {
        throw new IllegalStateException("it listens already");
      }
      Files.deleteIfExists(socket);
      ServerSocketChannel opened = listen();
      server = opened;
      acceptor = new Thread(() -> accept(opened), "runtime-simulator-acceptor");
      acceptor.setDaemon(true);
      acceptor.start();
    }
  }

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      opened.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private void accept(ServerSocketChannel from) {
    try (from) {
      while (true) {
        admit(from, from.accept());
      }
    } catch (ClosedChannelException e) {
      stats.ended("it listens no more");
    } catch (IOException e) {
      stats.ended("accept: " + e);
    }
  }

  private void admit(ServerSocketChannel from, SocketChannel channel) throws IOException {
    awaitEnds(List.of());
    synchronized (lock) {
      if (from.isOpen() && connections.size() < CONNECTIONS) {
        SimulatorConnection connection = new SimulatorConnection(this, channel, key, random);
        connections.add(connection);
        stats.add(ConnectionStats.Event.CONNECTED);
        connection.start();
        return;
      }
    }
    channel.close();
  }

  /**
   * Stops as a runtime does on request: closes everything and removes the socket. Returns when its
   * threads have ended, except for the calling one. Has no effect if it does not listen.
   *
   * @throws IOException if the socket cannot be removed
   */
  public void stop() throws IOException {
    end(true);
  }

  /**
   * Ends as a killed runtime does: closes everything, and leaves the socket file. Returns when its
   * threads have ended, except for the calling one. Has no effect if it does not listen.
   *
   * @throws IOException if the socket cannot be closed
   */
  public void kill() throws IOException {
    end(false);
  }

  private void end(boolean clean) throws IOException {
    Thread accepting;
    List<SimulatorConnection> open;
    synchronized (lock) {
      if (server == null) {
        return;
      }
      server.close();
      if (clean) {
        Files.deleteIfExists(socket);
      }
      accepting = acceptor;
      open = List.copyOf(connections);
      server = null;
      acceptor = null;
    }
    open.forEach(SimulatorConnection::close);
    awaitEnds(open);
    awaitEnd(accepting);
  }

  private static void awaitEnd(@Nullable Thread accepting) {
    try {
      if (accepting != null) {
        accepting.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // a caller that interrupts does not need the rest
    }
  }

  /** The threads of these connections, and of those that ended by themselves. */
  private void awaitEnds(List<SimulatorConnection> closed) {
    Set<SimulatorConnection> all = new HashSet<>(closed);
    synchronized (lock) {
      all.addAll(leaving);
      leaving.clear();
    }
    try {
      for (SimulatorConnection connection : all) {
        connection.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // a caller that interrupts does not need the rest
    }
    synchronized (lock) {
      leaving.removeAll(all);
    }
  }

  /** Stops; the same as {@link #stop()}. */
  @Override
  public void close() throws IOException {
    stop();
  }

  /** Ends all connections and keeps listening. Returns when their threads have ended. */
  public void hangUp() {
    List<SimulatorConnection> open;
    synchronized (lock) {
      open = List.copyOf(connections);
    }
    open.forEach(SimulatorConnection::close);
    awaitEnds(open);
  }

  /**
   * Sets the handshake of connections that are accepted from now on.
   *
   * @param next the handshake
   */
  public void handshake(HandshakeScript next) {
    handshake = next;
  }

  /**
   * Sets the answers to queries from now on.
   *
   * @param next the answer or the fault
   */
  public void answer(QueryScript next) {
    answer = next;
  }

  /**
   * Sets the pieces in which frames are written from now on, and their pace.
   *
   * @param bytes the maximum number of bytes of a piece, 1 or more
   * @param each releases the pieces
   * @throws IllegalArgumentException if a piece would be empty
   */
  public void pieces(int bytes, WriteThrottle each) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a piece must have at least one byte");
    }
    pieceBytes = bytes;
    throttle = each;
  }

  /**
   * Sends an unsolicited message to every client whose proof was accepted. An approval of a pending
   * action is recorded as an allow, once; an allow in a response is not recorded. Blocks while a
   * client does not read, and while the throttle does not release it.
   *
   * @param message the message
   * @throws IOException if a client has disconnected or disconnects meanwhile
   */
  public void push(RuntimeMessage message) throws IOException {
    List<SimulatorConnection> open;
    String ticket = null;
    synchronized (lock) {
      open = connections.stream().filter(SimulatorConnection::isProven).toList();
      if (message instanceof ApprovalNotice decision) {
        ticket = pending.remove(decision.approvalId());
        ticket = decision.approved() ? ticket : null;
      }
    }
    if (ticket != null) {
      allows.accept(ticket);
    }
    send(message, open);
  }

  private static void send(RuntimeMessage message, List<SimulatorConnection> receivers)
      throws IOException {
    try {
      for (SimulatorConnection connection : receivers) {
        connection.write(ByteBuffer.wrap(SimulatorFrames.of(message)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending a message", e);
    }
  }

  /**
   * Returns the counts of events.
   *
   * @return the counts of this simulator
   */
  public ConnectionStats stats() {
    return stats;
  }

  /**
   * Returns the messages from clients after the handshake.
   *
   * @return the last {@value #REMEMBERED} messages, the oldest first
   */
  public List<ClientMessage> received() {
    synchronized (lock) {
      return List.copyOf(received);
    }
  }

  /**
   * Returns the number of open connections.
   *
   * @return the count; 0 if it does not listen
   */
  public int connections() {
    synchronized (lock) {
      return connections.size();
    }
  }

  HandshakeScript handshake() {
    return handshake;
  }

  QueryScript answer() {
    return answer;
  }

  WriteThrottle throttle() {
    return throttle;
  }

  int pieceBytes() {
    return pieceBytes;
  }

  void received(ClientMessage message) {
    synchronized (lock) {
      if (received.size() == REMEMBERED) {
        received.removeFirst();
      }
      received.addLast(message);
    }
    switch (message.kind()) {
      case POLICY_QUERY -> {
        // counted when its reply is known
      }
      case EVENT_REPORT -> stats.add(ConnectionStats.Event.EVENT);
      case APPROVAL_RESPONSE -> stats.add(ConnectionStats.Event.APPROVAL);
      case HEARTBEAT -> stats.add(ConnectionStats.Event.HEARTBEAT);
    }
  }

  /** Called before an answer is written. */
  void recordAllow(PolicyQuery query, PolicyResponse response) {
    String ticket = CallTickets.of(query);
    if (response.decision() == Decision.ALLOW
        || (response.decision() == Decision.REDACT && !response.redact().isEmpty())) {
      allows.accept(ticket);
    } else if (response.decision() == Decision.PENDING) {
      synchronized (lock) {
        if (pending.size() < REMEMBERED) {
          pending.put(response.approvalId(), ticket);
        }
      }
    }
  }

  void ended(SimulatorConnection connection) {
    synchronized (lock) {
      connections.remove(connection);
      leaving.add(connection);
    }
    stats.add(ConnectionStats.Event.ENDED);
  }
}

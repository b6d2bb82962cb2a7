// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import io.portcullis.mcp.stdio.StdioOptions;
import io.portcullis.mcp.stdio.StreamGateway;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of an engine: those with one connection, which have a token, and those with both,
 * which have a gateway. Each is counted in the engine's lifetime. Thread-safe.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final int MAX_SESSIONS = 128;
  private static final int TOKEN_BYTES = 16;

  private record HalfSession(SocketChannel client, StdioOptions options, Future<?> timeout) {}

  private final SessionFactory factory;
  private final EngineLifetime lifetime;
  private final ScheduledExecutorService timer;
  private final Duration patience;
  private final SecureRandom random = new SecureRandom();

  private final Map<String, HalfSession> halves = new HashMap<>();
  private final Set<StreamGateway> gateways = new HashSet<>();
  private boolean closed;

  /**
   * Creates an empty set.
   *
   * @param factory creates the gateways
   * @param lifetime counts the sessions
   * @param timer ends a session without a second connection
   * @param patience how long a second connection may take
   */
  Sessions(
      SessionFactory factory,
      EngineLifetime lifetime,
      ScheduledExecutorService timer,
      Duration patience) {
    this.factory = factory;
    this.lifetime = lifetime;
    this.timer = timer;
    this.patience = patience;
  }

  /** Returns the number of sessions with both connections. */
  synchronized int size() {
    return gateways.size();
  }

  /**
   * Begins a session with the connection of its client.
   *
   * @param policy the policy of this engine
   * @param words the policy that the session names, and its command line
   * @return whether the connection belongs to a session now
   */
  boolean begin(SocketChannel client, String policy, List<String> words) throws IOException {
    if (words.isEmpty() || !words.get(0).equals(policy)) {
      AttachReply.refused("this engine decides by the policy " + policy).write(client);
      return false;
    }
    StdioOptions options;
    try {
      options = StdioOptions.parse(words.subList(1, words.size()));
    } catch (IllegalArgumentException e) {
      AttachReply.refused(String.valueOf(e.getMessage())).write(client);
      return false;
    }
    if (!lifetime.enter()) {
      new AttachReply(AttachReply.Type.ENDING, "").write(client);
      return false;
    }
    return begin(client, options);
  }

  private boolean begin(SocketChannel client, StdioOptions options) throws IOException {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    if (!keep(token, client, options)) {
      lifetime.leave();
      AttachReply.refused(MAX_SESSIONS + " sessions are attached already").write(client);
      return false;
    }
    boolean answered = false;
    try {
      AttachReply.accepted(token).write(client);
      answered = true;
    } finally {
      if (!answered) {
        abandon(token);
      }
    }
    return true;
  }

  private synchronized boolean keep(String token, SocketChannel client, StdioOptions options) {
    if (closed || halves.size() + gateways.size() >= MAX_SESSIONS) {
      return false;
    }
    Future<?> timeout =
        timer.schedule(() -> abandon(token), patience.toNanos(), TimeUnit.NANOSECONDS);
    halves.put(token, new HalfSession(client, options, timeout));
    return true;
  }

  private void abandon(String token) {
    HalfSession half = take(token);
    if (half != null) {
      LOG.warn(
          "Ended a session with {}: its second connection did not come", half.options().server());
      release(half);
    }
  }

  private synchronized @Nullable HalfSession take(String token) {
    return halves.remove(token);
  }

  private void release(HalfSession half) {
    half.timeout().cancel(false);
    SocketStreams.close(half.client());
    lifetime.leave();
  }

  /**
   * Completes a session with the connection of its server, and starts its gateway.
   *
   * @param words the token of the session
   * @return whether the connection belongs to a session now
   */
  boolean complete(SocketChannel server, List<String> words) throws IOException {
    HalfSession half = words.size() == 1 ? take(words.get(0)) : null;
    if (half == null) {
      AttachReply.refused("no session waits for this connection").write(server);
      return false;
    }
    StreamGateway gateway = null;
    try {
      AttachReply.accepted("").write(server);
      gateway = admitted(half, server);
    } finally {
      if (gateway == null) {
        release(half);
      }
    }
    if (gateway != null) {
      half.timeout().cancel(false);
      run(gateway, half.options().server());
    }
    return gateway != null;
  }

  private @Nullable StreamGateway admitted(HalfSession half, SocketChannel server) {
    StreamGateway gateway =
        factory.create(
            half.options(), SocketStreams.side(half.client()), SocketStreams.side(server));
    synchronized (this) {
      return !closed && gateways.add(gateway) ? gateway : null;
    }
  }

  private void run(StreamGateway gateway, String server) {
    LOG.info("A session with {} is attached", server);
    CompletionStage<?> unused = gateway.ended().whenComplete((how, failure) -> ended(gateway));
    boolean started = false;
    try {
      gateway.start();
      started = true;
    } finally {
      if (!started) {
        gateway.close(); // cuts both connections and ends the session
      }
    }
  }

  private void ended(StreamGateway gateway) {
    synchronized (this) {
      gateways.remove(gateway);
    }
    lifetime.leave();
  }

  /** Ends all sessions, and admits none any more. */
  void close() {
    List<HalfSession> left;
    List<StreamGateway> running;
    synchronized (this) {
      closed = true;
      left = List.copyOf(halves.values());
      halves.clear();
      running = List.copyOf(gateways);
    }
    left.forEach(this::release);
    running.forEach(StreamGateway::close);
  }
}

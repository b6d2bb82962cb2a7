// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.Health.Level;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.transport.assembly.internal.approval.RuntimeApprovals;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.link.LinkCounts;
import io.portcullis.transport.assembly.internal.link.RuntimeLink;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.SerialExecutor;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link to one runtime that reconnects after each end, with a fresh handshake. No query is sent
 * twice. The listener registers the link when it is up. When it ends, the listener unregisters it
 * before its pending queries are failed. Thread-safe.
 */
public final class ReconnectingLink implements RuntimeLink.Owner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconnectingLink.class);

  /** Registers the transport. Its methods may run code of others. */
  public interface Listener {
    /** The transport accepts queries. */
    void available(RuntimeTransport transport);

    /** The transport accepts no more queries; has no effect if it was not available. */
    void unavailable();

    /** A denial carried redactions, which its verdict does not show. */
    void deniedWithRedactions(ToolCall call, RuntimeDecision decision);
  }

  private final String part;
  private final Dialer dialer;
  private final LinkSettings settings;
  private final AgentKey agentKey;
  private final LinkThreading threading;
  private final Listener listener;
  private final Backoff backoff;
  private final LinkCounts counts = new LinkCounts();
  private final RuntimeApprovals approvals;
  private final SerialExecutor serial;
  private volatile @Nullable RuntimeLink link;
  private volatile boolean closed;
  private volatile Health health;

  public ReconnectingLink(
      Dialer dialer,
      LinkSettings settings,
      LinkThreading threading,
      RandomGenerator random,
      Listener listener,
      ApprovalChannel otherApprovals) {
    part = part(settings.agentId());
    this.dialer = dialer;
    this.settings = settings;
    this.threading = threading;
    this.listener = listener;
    agentKey = AgentKey.of(settings.agentId());
    backoff = new Backoff(random);
    serial = new SerialExecutor(threading.threads());
    approvals =
        new RuntimeApprovals(
            threading.time(),
            threading.threads(),
            settings.approvalTimeout(),
            settings.maxApprovals(),
            otherApprovals);
    health = new Health(part, Level.WARN, "not connected yet");
  }

  /** Returns the name of the health part. */
  static String part(String agentId) {
    return "assembly runtime of " + agentId;
  }

  public void start() {
    serial.execute(this::connect);
  }

  private void connect() {
    if (closed) {
      return;
    }
    try {
      startLink();
    } catch (SocketRefusedException e) {
      connectionFailed(Level.CRITICAL, e);
    } catch (IOException e) {
      connectionFailed(Level.WARN, e);
    }
  }

  private void startLink() throws IOException {
    SocketChannel channel = dialer.dial();
    RuntimeLink next =
        new RuntimeLink(channel, settings, agentKey, threading, approvals, counts, this);
    link = next;
    next.start();
    if (closed) {
      next.shutDown();
    }
  }

  private void connectionFailed(Level level, IOException e) {
    recordNotConnected(level, "not connected: " + e.getMessage());
    threading.time().after(backoff.next(), this::start);
  }

  /** Logs each reason once. */
  private void recordNotConnected(Level level, String detail) {
    Health now = new Health(part, level, detail);
    if (!now.equals(health)) {
      LOG.warn("{}: {}", part, detail);
    }
    health = now;
  }

  @Override
  public void up(RuntimeLink now) {
    serial.execute(() -> handleUp(now));
  }

  private void handleUp(RuntimeLink now) {
    if (closed || !now.isUp()) {
      return;
    }
    backoff.reset();
    health = new Health(part, Level.OK, "");
    LOG.info("{}: connected", part);
    listener.available(now);
    if (closed) {
      listener.unavailable(); // closed meanwhile, when nothing was registered yet
    }
  }

  @Override
  public void ended(RuntimeLink now, String why) {
    serial.execute(() -> handleEnd(now, why));
  }

  private void handleEnd(RuntimeLink now, String why) {
    if (!closed) {
      recordNotConnected(Level.WARN, "not connected: " + why);
    }
    listener.unavailable();
    now.failPending();
    if (!closed) {
      LOG.debug("{}: {}", part, counts);
      threading.time().after(backoff.next(), this::start);
    }
  }

  @Override
  public void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
    listener.deniedWithRedactions(call, decision);
  }

  /** Reports an event to the runtime, best effort. */
  public void report(ClientMessage message) {
    RuntimeLink now = link;
    if (now == null || !now.report(message)) {
      counts.add(LinkCounts.Event.LOST_EVENT);
    }
  }

  public RuntimeApprovals approvals() {
    return approvals;
  }

  public LinkCounts counts() {
    return counts;
  }

  public Health health() {
    return health;
  }

  /**
   * Unregisters the transport, fails its pending queries and stops reconnecting, before it returns.
   */
  @Override
  public void close() {
    closed = true;
    listener.unavailable();
    RuntimeLink last = link;
    if (last != null) {
      last.shutDown();
      last.failPending();
    }
  }
}

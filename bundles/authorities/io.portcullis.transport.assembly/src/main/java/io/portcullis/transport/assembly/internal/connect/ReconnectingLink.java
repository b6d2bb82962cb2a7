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
 * Keeps a link to one runtime: connects, and again after each end, with a fresh handshake and
 * nothing asked a second time. A link is made known when it is up; when it ends, it is first made
 * unknown, and then what waits for it is failed. Thread-safe.
 */
public final class ReconnectingLink implements RuntimeLink.Owner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconnectingLink.class);

  /** Whoever makes the runtime known. Runs code of others. */
  public interface Listener {
    /** It can be asked by this one. */
    void available(RuntimeTransport transport);

    /** It cannot be asked any more; does nothing if it was not here. */
    void unavailable();

    /** A denial came with redactions, of which its verdict tells nothing. */
    void deniedWithRedactions(ToolCall call, RuntimeDecision decision);
  }

  private final String part;
  private final Dialer dialer;
  private final LinkSettings settings;
  private final AgentKey agentKey;
  private final LinkThreading threading;
  private final Listener presence;
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
      Listener presence,
      ApprovalChannel otherApprovals) {
    part = part(settings.agentId());
    this.dialer = dialer;
    this.settings = settings;
    this.threading = threading;
    this.presence = presence;
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

  /** The word for the part of which this is the health. */
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
      SocketChannel channel = dialer.dial();
      RuntimeLink next =
          new RuntimeLink(channel, settings, agentKey, threading, approvals, counts, this);
      link = next;
      next.start();
      if (closed) {
        next.shutDown();
      }
    } catch (SocketRefusedException e) {
      connectionFailed(Level.CRITICAL, e);
    } catch (IOException e) {
      connectionFailed(Level.WARN, e);
    }
  }

  private void connectionFailed(Level level, IOException e) {
    notConnected(level, "not connected: " + e.getMessage());
    threading.time().after(backoff.next(), this::start);
  }

  /** Said once for each reason. */
  private void notConnected(Level level, String detail) {
    Health now = new Health(part, level, detail);
    if (!now.equals(health)) {
      LOG.warn("{}: {}", part, detail);
    }
    health = now;
  }

  @Override
  public void up(RuntimeLink now) {
    serial.execute(() -> isUp(now));
  }

  private void isUp(RuntimeLink now) {
    if (closed || !now.isUp()) {
      return;
    }
    backoff.reset();
    health = new Health(part, Level.OK, "");
    LOG.info("{}: connected", part);
    presence.available(now);
    if (closed) {
      presence.unavailable(); // closed meanwhile, and that found nothing to withdraw
    }
  }

  @Override
  public void ended(RuntimeLink now, String why) {
    serial.execute(() -> hasEnded(now, why));
  }

  private void hasEnded(RuntimeLink now, String why) {
    if (!closed) {
      notConnected(Level.WARN, "not connected: " + why);
    }
    presence.unavailable();
    now.failPending();
    if (!closed) {
      LOG.debug("{}: {}", part, counts);
      threading.time().after(backoff.next(), this::start);
    }
  }

  @Override
  public void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
    presence.deniedWithRedactions(call, decision);
  }

  /** Tells the runtime something, best effort. */
  public void tell(ClientMessage message) {
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

  /** Makes the runtime unknown, fails what waits, and connects no more. Returns when it has. */
  @Override
  public void close() {
    closed = true;
    presence.unavailable();
    RuntimeLink last = link;
    if (last != null) {
      last.shutDown();
      last.failPending();
    }
  }
}

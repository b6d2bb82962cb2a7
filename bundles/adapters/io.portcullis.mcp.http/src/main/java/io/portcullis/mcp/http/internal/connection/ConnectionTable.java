// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.connection;

import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.LogLimit;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of client connections, with a limit for all and for each peer. When the places run out,
 * the connection that has been idle for longest is closed, first among those that never had an
 * accepted request. Jetty's own limit would stop accepting instead, so that the first clients could
 * keep all others out. Thread-safe, and does not block.
 */
public final class ConnectionTable implements SelectorManager.AcceptListener, Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionTable.class);

  private static final int SHED = 16;

  private final ConnectionLimits limits;
  private final long maxIdleNanos;
  private final LongSupplier nanoTime;
  private final LogLimit warnings;
  private final Map<SelectableChannel, Place> places = new HashMap<>();
  private final Map<Peer, Group> peers = new HashMap<>();
  private final Group everybody = new Group();
  private int accepted;

  /**
   * Creates an empty table.
   *
   * @param limits the limits, with both counts resolved
   * @param maxIdle the time after which an idle connection is closed
   */
  public ConnectionTable(ConnectionLimits limits, Duration maxIdle, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    maxIdleNanos = maxIdle.toNanos();
    warnings = new LogLimit(LOG, nanoTime);
  }

  /** Connections with a common limit. Idle ones are in the order in which they became idle. */
  private static final class Group {
    int count;
    final Set<Place> strangers = new LinkedHashSet<>();
    final Set<Place> idle = new LinkedHashSet<>();

    @Nullable Place eldest() {
      Set<Place> set = strangers.isEmpty() ? idle : strangers;
      return set.isEmpty() ? null : set.iterator().next();
    }

    void rest(Place place) {
      (place.known ? idle : strangers).add(place);
    }

    void work(Place place) {
      strangers.remove(place);
      idle.remove(place);
    }
  }

  /** One connection. Its fields are guarded by the table. */
  public final class Place {
    private final SelectableChannel channel;
    private final Peer peer;
    private volatile @Nullable EndPoint endPoint;
    private @Nullable Connection connection;
    private boolean known;
    private int requests;
    private long since;
    private long bytesBefore;
    private boolean headBegun = true; // a silent connection counts as a slow head
    private boolean inBody;

    private Place(SelectableChannel channel, Peer peer) {
      this.channel = channel;
      this.peer = peer;
      since = nanoTime.getAsLong();
    }

    public Peer peer() {
      return peer;
    }

    /** Notes that the request was accepted: the client is authenticated, if that is required. */
    public void accepted() {
      synchronized (ConnectionTable.this) {
        known = true;
      }
    }

    /** Notes that the body of the request is being read. */
    public void bodyBegins() {
      synchronized (ConnectionTable.this) {
        inBody = true;
        measure(nanoTime.getAsLong());
      }
    }

    /** Notes that the body is not read any more. */
    public void bodyEnds() {
      synchronized (ConnectionTable.this) {
        inBody = false;
      }
    }

    private void measure(long now) {
      since = now;
      bytesBefore = bytesIn();
    }

    /** Notes that the head of a request has come. */
    private void begin() {
      requests++;
      everybody.work(this);
      group().work(this);
    }

    /** Notes that a request has ended. The next one may have begun before. */
    public void end() {
      synchronized (ConnectionTable.this) {
        requests--;
        if (requests == 0 && places.get(channel) == this) {
          inBody = false;
          measure(nanoTime.getAsLong());
          headBegun = !known;
          everybody.rest(this);
          group().rest(this);
        }
      }
    }

    private long bytesIn() {
      return connection == null ? 0 : connection.getBytesIn();
    }

    private Group group() {
      return peers.getOrDefault(peer, everybody);
    }

    /** Checks whether the idle time, the head or the body has taken too long. */
    private boolean isLate(long now) {
      if (requests > 0) {
        return inBody && isSlow(now);
      }
      if (!headBegun && bytesIn() != bytesBefore) {
        headBegun = true;
        since = now;
      }
      return now - since > (headBegun ? limits.head().toNanos() : maxIdleNanos);
    }

    /** Checks whether too few bytes came within a window; an earlier burst does not count. */
    private boolean isSlow(long now) {
      long window = limits.bodyWindow().toNanos();
      if (now - since < window) {
        return false;
      }
      boolean slow =
          bytesIn() - bytesBefore < limits.minBodyRate() * limits.bodyWindow().toSeconds();
      measure(now);
      return slow;
    }
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    Peer peer = peer(channel);
    List<Place> closed = new ArrayList<>(2);
    boolean enters;
    synchronized (this) {
      enters =
          hasRoom(peers.get(peer), limits.perPeer(), closed)
              && hasRoom(everybody, limits.total(), closed);
      if (enters) {
        enter(new Place(channel, peer));
      }
    }
    closed.forEach(ConnectionTable::close);
    if (!enters) {
      close(channel);
      warnings.warn(
          LogLimit.Cause.CONNECTIONS,
          "Refused a connection of {}: requests take all its places",
          peer.name());
    }
  }

  private void enter(Place place) {
    places.put(place.channel, place);
    accepted++;
    for (Group group : List.of(everybody, peers.computeIfAbsent(place.peer, p -> new Group()))) {
      group.count++;
      group.rest(place);
    }
  }

  private static Peer peer(SelectableChannel channel) {
    try {
      return Peer.of(channel instanceof SocketChannel socket ? socket.getRemoteAddress() : null);
    } catch (IOException e) {
      return Peer.of(null); // the channel was closed
    }
  }

  private boolean hasRoom(@Nullable Group group, int most, List<Place> closed) {
    if (group == null || group.count < most) {
      return true;
    }
    Place eldest = group.eldest();
    if (eldest == null) {
      return false;
    }
    leave(eldest.channel);
    closed.add(eldest);
    return true;
  }

  /**
   * Closes the idle connections after the process ran out of file descriptors, so that other parts
   * of the process get some.
   */
  void acceptFailed(Throwable failure) {
    List<Place> closed = new ArrayList<>(SHED);
    synchronized (this) {
      for (int n = 0; n < SHED; n++) {
        Place eldest = everybody.eldest();
        if (eldest != null) {
          leave(eldest.channel);
          closed.add(eldest);
        }
      }
    }
    closed.forEach(ConnectionTable::close);
    warnings.warn(
        LogLimit.Cause.CONNECTIONS,
        "Cannot accept a connection: {}; idle connections are closed",
        failure.toString());
  }

  /** Waits until a connection ends, or until the time has passed. */
  synchronized void awaitEnd(Duration most) throws InterruptedException {
    int before = places.size();
    long end = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos();
        places.size() >= before && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    leave(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    leave(channel);
  }

  /** Removes a connection. A second call does nothing. */
  private synchronized void leave(SelectableChannel channel) {
    Place place = places.remove(channel);
    if (place == null) {
      return;
    }
    notifyAll();
    Group group = place.group();
    for (Group each : List.of(everybody, group)) {
      each.count--;
      each.work(place);
    }
    if (group.count == 0) {
      peers.remove(place.peer);
    }
  }

  /** With TLS the inner connection, which reads requests, is opened last. */
  @Override
  public void onOpened(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    boolean stays;
    synchronized (this) {
      Place place = places.get(channel(endPoint));
      stays = place != null;
      if (place != null) {
        place.endPoint = endPoint;
        place.connection = connection;
      }
    }
    if (!stays) {
      close(endPoint); // it was closed for another one before it was open
    }
  }

  @Override
  public void onClosed(Connection connection) {
    // the end of the channel counts
  }

  private static @Nullable Object channel(EndPoint endPoint) {
    Object transport = endPoint.getTransport();
    while (transport instanceof EndPoint inner) {
      transport = inner.getTransport();
    }
    return transport;
  }

  /**
   * Notes that the head of a request has come.
   *
   * @return the place of the connection, whose {@code end} must be called; null if the connection
   *     was just closed
   */
  public synchronized @Nullable Place begin(EndPoint endPoint) {
    Place place = places.get(channel(endPoint));
    if (place != null) {
      place.begin();
    }
    return place;
  }

  /** Closes late connections; to be called about every second. */
  public void tick() {
    warnings.tick();
    List<Place> late = new ArrayList<>();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      for (Place place : List.copyOf(places.values())) {
        if (place.isLate(now)) {
          leave(place.channel);
          late.add(place);
        }
      }
    }
    late.forEach(ConnectionTable::close);
  }

  private static void close(Place place) {
    EndPoint endPoint = place.endPoint;
    if (endPoint != null) {
      close(endPoint);
    } else {
      close(place.channel);
    }
  }

  /** Closes a connection, but not while another thread reads from it. */
  private static void close(EndPoint endPoint) {
    SerialConnector.serially(endPoint, endPoint::close);
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("Cannot close a connection", e);
    }
  }

  /** Returns the number of connections that ever got a place. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Returns the number of accepted clients whose next head is incomplete. */
  public synchronized int heads() {
    return (int) everybody.idle.stream().filter(place -> place.headBegun).count();
  }

  public synchronized int count() {
    return everybody.count;
  }

  public synchronized int count(Peer peer) {
    Group group = peers.get(peer);
    return group == null ? 0 : group.count;
  }
}

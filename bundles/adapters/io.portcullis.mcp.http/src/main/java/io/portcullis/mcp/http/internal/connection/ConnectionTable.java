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
 * The connections of clients: how many there are, in all and of each peer, and what each does. If
 * places run out, the connection goes that has been without a request for longest, first of those
 * that never had an accepted one. Jetty's own limit would stop accepting instead, so the first
 * clients would keep all others out. Thread-safe, and never waits.
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
   * An empty table.
   *
   * @param limits with both counts known
   * @param maxIdle after which a connection without a request is closed
   */
  public ConnectionTable(ConnectionLimits limits, Duration maxIdle, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    maxIdleNanos = maxIdle.toNanos();
    warnings = new LogLimit(LOG, nanoTime);
  }

  /** Connections that are limited together. Those without a request are in the order of that. */
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

  /** One connection. All is guarded by the table. */
  public final class Place {
    private final SelectableChannel channel;
    private final Peer peer;
    private volatile @Nullable EndPoint endPoint;
    private @Nullable Connection connection;
    private boolean known;
    private int requests;
    private long since;
    private long bytesBefore;
    private boolean headBegun = true; // a connection that says nothing is as slow as one can be
    private boolean inBody;

    private Place(SelectableChannel channel, Peer peer) {
      this.channel = channel;
      this.peer = peer;
      since = nanoTime.getAsLong();
    }

    public Peer peer() {
      return peer;
    }

    /** Its request was accepted: the client has proven who it is, if that is asked of it. */
    public void accepted() {
      synchronized (ConnectionTable.this) {
        known = true;
      }
    }

    /** The body of its request is read from now on. */
    public void bodyBegins() {
      synchronized (ConnectionTable.this) {
        inBody = true;
        measure(nanoTime.getAsLong());
      }
    }

    /** No more of the body is read. */
    public void bodyEnds() {
      synchronized (ConnectionTable.this) {
        inBody = false;
      }
    }

    private void measure(long now) {
      since = now;
      bytesBefore = bytesIn();
    }

    /** The head of a request is there. */
    private void begin() {
      requests++;
      everybody.work(this);
      group().work(this);
    }

    /** A request is over. The next one may have begun before. */
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

    /** Whether it took too long, without a request, to send its head or a part of its body. */
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

    /** Whether too little came within a window; a burst before it does not count. */
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
        Place place = new Place(channel, peer);
        places.put(channel, place);
        accepted++;
        for (Group group : List.of(everybody, peers.computeIfAbsent(peer, p -> new Group()))) {
          group.count++;
          group.rest(place);
        }
      }
    }
    closed.forEach(ConnectionTable::close);
    if (!enters) {
      close(channel);
      warnings.warn(
          LogLimit.Cause.CONNECTIONS,
          "refused a connection of {}: all its places are taken by requests",
          peer.name());
    }
  }

  private static Peer peer(SelectableChannel channel) {
    try {
      return Peer.of(channel instanceof SocketChannel socket ? socket.getRemoteAddress() : null);
    } catch (IOException e) {
      return Peer.of(null); // closed meanwhile
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
   * The process has no file descriptor for a further connection. Those without a request go, so
   * that others in this process can have their descriptors.
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
        "cannot accept a connection: {}; idle ones are closed",
        failure.toString());
  }

  /** Waits until a connection ends, but no longer than that. */
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

  /** Again does nothing. */
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

  /** With TLS there are two, and the inner one, which reads requests, is opened last. */
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
      close(endPoint); // it gave way before it was open
    }
  }

  @Override
  public void onClosed(Connection connection) {
    // the channel's own end counts
  }

  private static @Nullable Object channel(EndPoint endPoint) {
    Object transport = endPoint.getTransport();
    while (transport instanceof EndPoint inner) {
      transport = inner.getTransport();
    }
    return transport;
  }

  /**
   * The head of a request has come.
   *
   * @return where it came; its end must be told. Null if the connection has just been closed
   */
  public synchronized @Nullable Place begin(EndPoint endPoint) {
    Place place = places.get(channel(endPoint));
    if (place != null) {
      place.begin();
    }
    return place;
  }

  /** Closes what is late; to be called every second or so. */
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

  /** Not while another thread reads from it. */
  private static void close(EndPoint endPoint) {
    SerialConnector.serially(endPoint, endPoint::close);
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a connection could not be closed", e);
    }
  }

  /** How many connections have ever been given a place. */
  public synchronized int accepted() {
    return accepted;
  }

  /** How many accepted clients have begun their next request and not sent all of its head. */
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.http.internal.connection.Peer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refused tokens for each peer in windows of a minute. Beyond the limit of a window a peer
 * must wait. Its valid tokens are still accepted, because agents may share an address. Refusals are
 * reported as events: at the first one of a peer, and then once a minute, with their number and
 * never with a token. Thread-safe; throws no exception.
 */
public final class TokenRefusals {
  /** The type of the event. */
  static final String EVENT = "token_refused";

  /** The maximum number of peers with their own count; all others share one. */
  static final int MAX_PEERS = 1_024;

  /** The maximum number of peers in the events of a minute; all others are reported as one. */
  static final int MAX_NAMED = 16;

  /** The name for all peers beyond the maximum. */
  static final Peer OTHERS = new Peer("others");

  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(TokenRefusals.class);

  private final int limit;
  private final String server;
  private final Supplier<@Nullable CallReporter> records;
  private final LongSupplier nanoTime;
  private final Map<Peer, Count> counts = new HashMap<>();
  private final Count others = new Count(0);
  private long windowOfNames;
  private int named;

  /**
   * Creates a counter without refusals.
   *
   * @param limit how many refusals of a window get the usual response
   * @param server the name of the server behind the gateway
   * @param records supplies the reporter of events, or null while none is available
   */
  public TokenRefusals(
      int limit, String server, Supplier<@Nullable CallReporter> records, LongSupplier nanoTime) {
    this.limit = limit;
    this.server = server;
    this.records = records;
    this.nanoTime = nanoTime;
    windowOfNames = nanoTime.getAsLong();
  }

  /** The refusals of one peer. */
  private static final class Count {
    long window;
    int inWindow;
    long unreported;
    long reported;
    boolean everReported;

    Count(long window) {
      this.window = window;
    }

    /** Counts a refusal, in a new window if the last one has ended. */
    void add(long now) {
      if (now - window >= WINDOW.toNanos()) {
        window = now;
        inWindow = 0;
      }
      inWindow = Math.min(Integer.MAX_VALUE - 1, inWindow) + 1;
      unreported++;
    }

    /** Returns the seconds until the end of the window, rounded up. */
    long secondsLeft(long now) {
      return Duration.ofNanos(WINDOW.toNanos() - (now - window)).plusNanos(999_999_999).toSeconds();
    }

    boolean isDue(long now, boolean all) {
      return unreported > 0 && (all || !everReported || now - reported >= WINDOW.toNanos());
    }

    long report(long now) {
      long number = unreported;
      unreported = 0;
      reported = now;
      everReported = true;
      return number;
    }

    /** Checks whether the count can be forgotten. */
    boolean isOver(long now) {
      return unreported == 0
          && now - window >= WINDOW.toNanos()
          && now - reported >= WINDOW.toNanos();
    }
  }

  /**
   * Counts a refused token.
   *
   * @return how many seconds the peer must wait; 0 if it need not
   */
  public synchronized long refused(Peer peer) {
    long now = nanoTime.getAsLong();
    Peer counted = counts.containsKey(peer) || counts.size() < MAX_PEERS ? peer : OTHERS;
    Count count = counts.computeIfAbsent(counted, p -> new Count(now));
    count.add(now);
    return count.inWindow <= limit ? 0 : count.secondsLeft(now);
  }

  /** Returns the number of peers with a count. */
  synchronized int peers() {
    return counts.size();
  }

  /** Reports the refusals that are due; to be called about every second. */
  public void tick() {
    report(due(false));
  }

  /** Reports all refusals that were not reported. */
  public void close() {
    report(due(true));
  }

  private synchronized Map<Peer, Long> due(boolean all) {
    long now = nanoTime.getAsLong();
    renewNames(now);
    Map<Peer, Long> due = new LinkedHashMap<>();
    counts.forEach(
        (peer, count) -> {
          if (count.isDue(now, all)) {
            take(peer, count.report(now), due);
          }
        });
    if (others.isDue(now, all)) {
      due.put(OTHERS, others.report(now));
    }
    counts.values().removeIf(count -> count.isOver(now));
    return due;
  }

  private void renewNames(long now) {
    if (now - windowOfNames >= WINDOW.toNanos()) {
      windowOfNames = now;
      named = 0;
    }
  }

  /** Adds the refusals of a peer under its name, or to those of the others. */
  private void take(Peer peer, long number, Map<Peer, Long> due) {
    if (named < MAX_NAMED && !peer.equals(OTHERS)) {
      named++;
      due.put(peer, number);
    } else {
      others.unreported += number;
    }
  }

  private void report(Map<Peer, Long> due) {
    due.forEach(
        (peer, number) -> {
          LOG.warn("Refused {} tokens of {} for {}", number, peer.name(), server);
          journal(peer, number);
        });
  }

  private void journal(Peer peer, long number) {
    try {
      CallReporter client = records.get();
      if (client != null) {
        client.report(
            new GovernanceEvent(
                EVENT,
                InstantSource.system().instant(),
                AgentIdentity.UNKNOWN,
                Map.of("server", server, "peer", peer.name(), "count", Long.toString(number))));
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Cannot journal the event {}", EVENT, e);
    }
  }
}

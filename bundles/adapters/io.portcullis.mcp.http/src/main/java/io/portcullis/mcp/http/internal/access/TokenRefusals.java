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
 * has to wait. Its accepted tokens are never refused for that, because agents may share an address.
 * Refusals are reported as events: those of a peer at its first one, and then once a minute, with
 * their number and never with a token. Thread-safe; nothing is thrown.
 */
public final class TokenRefusals {
  /** The type of the event. */
  static final String EVENT = "token_refused";

  /** How many peers are counted one by one; all others count as one. */
  static final int MAX_PEERS = 1_024;

  /** How many peers are named in events of one minute; all others are reported as one. */
  static final int MAX_NAMED = 16;

  /** Under this name peers are put together for which there is no room. */
  static final Peer OTHERS = new Peer("others");

  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(TokenRefusals.class);

  private final int limit;
  private final String server;
  private final Supplier<@Nullable CallReporter> records;
  private final LongSupplier nanoTime;
  private final Map<Peer, Count> counts = new HashMap<>();
  private final Count others = new Count();
  private long windowOfNames;
  private int named;

  /**
   * No refusals yet.
   *
   * @param limit how many in a window are answered as usual
   * @param server which server the gateway stands before
   * @param records gives the client that records events, or null without one
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

    /** Whether nothing is left to be said or remembered of it. */
    boolean isOver(long now) {
      return unreported == 0
          && now - window >= WINDOW.toNanos()
          && now - reported >= WINDOW.toNanos();
    }
  }

  /**
   * Counts a refused token.
   *
   * @return for how many seconds the peer has to wait; 0 if it need not
   */
  public synchronized long refused(Peer peer) {
    long now = nanoTime.getAsLong();
    Peer counted = counts.containsKey(peer) || counts.size() < MAX_PEERS ? peer : OTHERS;
    Count count =
        counts.computeIfAbsent(
            counted,
            p -> {
              Count fresh = new Count();
              fresh.window = now;
              return fresh;
            });
    if (now - count.window >= WINDOW.toNanos()) {
      count.window = now;
      count.inWindow = 0;
    }
    count.inWindow = Math.min(Integer.MAX_VALUE - 1, count.inWindow) + 1;
    count.unreported++;
    return count.inWindow <= limit
        ? 0
        : Duration.ofNanos(WINDOW.toNanos() - (now - count.window))
            .plusNanos(999_999_999)
            .toSeconds();
  }

  /** How many peers are remembered. */
  synchronized int peers() {
    return counts.size();
  }

  /** Reports what is due; to be called every second or so. */
  public void tick() {
    report(due(false));
  }

  /** Reports all that was not reported. */
  public void close() {
    report(due(true));
  }

  private synchronized Map<Peer, Long> due(boolean all) {
    long now = nanoTime.getAsLong();
    if (now - windowOfNames >= WINDOW.toNanos()) {
      windowOfNames = now;
      named = 0;
    }
    Map<Peer, Long> due = new LinkedHashMap<>();
    counts.forEach(
        (peer, count) -> {
          if (count.isDue(now, all)) {
            boolean byName = named < MAX_NAMED && !peer.equals(OTHERS);
            named += byName ? 1 : 0;
            others.unreported += byName ? 0 : count.unreported;
            long number = count.report(now);
            if (byName) {
              due.put(peer, number);
            }
          }
        });
    if (others.isDue(now, all)) {
      due.put(OTHERS, others.report(now));
    }
    counts.values().removeIf(count -> count.isOver(now));
    return due;
  }

  private void report(Map<Peer, Long> due) {
    due.forEach(
        (peer, number) -> {
          LOG.warn("refused {} tokens of {} for {}", number, peer.name(), server);
          try {
            CallReporter client = records.get();
            if (client != null) {
              client.report(
                  new GovernanceEvent(
                      EVENT,
                      InstantSource.system().instant(),
                      AgentIdentity.UNKNOWN,
                      Map.of("server", server, "peer", peer.name(), "count", number.toString())));
            }
          } catch (RuntimeException | LinkageError e) {
            LOG.warn("the event {} was not recorded", EVENT, e);
          }
        });
  }
}

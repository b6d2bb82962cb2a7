// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.support.concurrent.ContinuationExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the records that the denied calls of one agent write to the journal. Denials beyond the
 * limit are counted by agent and cause, and one event a second reports the count. The denials
 * themselves are not affected. The number of agents is bounded: those beyond the bound are counted
 * together. Thread-safe; the lock is short and no other code is called under it.
 */
public final class DenialThrottle implements AutoCloseable {
  /** The type of the event. */
  static final String AGGREGATED = "denials_aggregated";

  /** The maximum number of agents that are counted separately. */
  static final int MAX_AGENTS = 256;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Runs a task one window later, in a separate thread. */
  interface Later {
    void run(Runnable task);
  }

  /** A throttle that writes every denial. */
  public static final DenialThrottle NONE =
      new DenialThrottle(0, event -> {}, System::nanoTime, task -> {});

  /** The number of denials that were not written. */
  private static final class Sum {
    private final Instant first;
    private Instant last;
    private long count;

    Sum(Instant first) {
      this.first = first;
      last = first;
    }

    void add(Instant at) {
      count++;
      last = at;
    }
  }

  /** The denials of one agent in this window. */
  private static final class Bucket {
    private long since;
    private int written;
    private final Map<DenialCause, Sum> sums = new EnumMap<>(DenialCause.class);

    Bucket(long since) {
      this.since = since;
    }

    boolean isIdle(long now) {
      return sums.isEmpty() && now - since >= WINDOW_NANOS;
    }
  }

  private final int perSecond;
  private final Consumer<GovernanceEvent> events;
  private final LongSupplier nanos;
  private final Later later;

  // Guarded by this, including the elements.
  private final Map<AgentIdentity, Bucket> buckets = new HashMap<>();
  private final Bucket others;
  private long cleaned;
  private boolean scheduled;

  /**
   * @param perSecond the maximum number of denials of one agent that are written in a second; 0 for
   *     any number
   * @param events the receiver of the events
   * @param nanos the monotonic clock
   * @param later runs a task a second later
   */
  DenialThrottle(int perSecond, Consumer<GovernanceEvent> events, LongSupplier nanos, Later later) {
    this.perSecond = perSecond;
    this.events = events;
    this.nanos = nanos;
    this.later = later;
    cleaned = nanos.getAsLong();
    others = new Bucket(cleaned);
  }

  /** Creates a throttle with the clock and the threads of the gate. */
  public static DenialThrottle of(int perSecond, Consumer<GovernanceEvent> events) {
    return perSecond == 0
        ? NONE
        : new DenialThrottle(
            perSecond,
            events,
            System::nanoTime,
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, ContinuationExecutor::execute)
                ::execute);
  }

  /** Returns whether the journal gets this record; otherwise the record is counted. */
  public boolean admits(CallRecord callRecord) {
    if (perSecond == 0
        || callRecord.phase() != CallRecord.Phase.DECIDED
        || !(callRecord.verdict() instanceof Verdict.Deny denial)) {
      return true;
    }
    boolean first;
    synchronized (this) {
      Bucket bucket = bucket(callRecord.call().agent());
      if (bucket.written < perSecond) {
        bucket.written++;
        return true;
      }
      bucket
          .sums
          .computeIfAbsent(denial.cause(), cause -> new Sum(callRecord.at()))
          .add(callRecord.at());
      first = !scheduled;
      scheduled = true;
    }
    if (first) {
      later.run(this::flush);
    }
    return false;
  }

  private Bucket bucket(AgentIdentity agent) {
    long now = nanos.getAsLong();
    Bucket known = buckets.get(agent);
    if (known == null && buckets.size() >= MAX_AGENTS && now - cleaned >= WINDOW_NANOS) {
      cleaned = now;
      buckets.values().removeIf(bucket -> bucket.isIdle(now));
    }
    if (known == null) {
      known = buckets.size() < MAX_AGENTS ? new Bucket(now) : others;
      if (known != others) {
        buckets.put(agent, known);
      }
    }
    if (now - known.since >= WINDOW_NANOS) {
      known.since = now;
      known.written = 0;
    }
    return known;
  }

  /** Reports the counts. */
  void flush() {
    List<GovernanceEvent> counted = new ArrayList<>();
    synchronized (this) {
      scheduled = false;
      buckets.forEach((agent, bucket) -> take(agent, bucket, counted));
      take(null, others, counted);
    }
    counted.forEach(events);
  }

  private static void take(
      @Nullable AgentIdentity agent, Bucket bucket, List<GovernanceEvent> counted) {
    bucket.sums.forEach((cause, sum) -> counted.add(event(agent, cause, sum)));
    bucket.sums.clear();
  }

  private static GovernanceEvent event(@Nullable AgentIdentity agent, DenialCause cause, Sum sum) {
    return new GovernanceEvent(
        AGGREGATED,
        sum.last,
        agent == null ? AgentIdentity.UNKNOWN : agent,
        Map.of(
            "cause", cause.name(),
            "count", Long.toString(sum.count),
            "first", sum.first.toString(),
            "last", sum.last.toString(),
            "agents", agent == null ? "several" : "one"));
  }

  /** Returns the number of agents that are counted separately now. */
  synchronized int agents() {
    return buckets.size();
  }

  /** Reports the counts so far. */
  @Override
  public void close() {
    flush();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes changes to the journal in order. Changes without a journal are queued until one is
 * present; beyond a bound only their number is kept. The journal is called in another thread,
 * because the thread that reports a change may hold locks of the framework. Thread-safe.
 */
final class ChangeLog {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);
  static final int MAX_PENDING = 1_000;

  private final Predicate<GovernanceEvent> sink;
  private final Executor executor;
  private final InstantSource clock;
  private final Deque<GovernanceEvent> pending = new ArrayDeque<>();
  private long dropped;

  /**
   * Creates a log that calls the sink from one task of the executor at a time.
   *
   * @param sink records an event, or returns false while it cannot
   * @param executor runs tasks one after the other
   * @param clock the clock for the times of changes
   */
  ChangeLog(Predicate<GovernanceEvent> sink, Executor executor, InstantSource clock) {
    this.sink = sink;
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * Records a change.
   *
   * @param type the event's type
   * @param actor who made it
   * @param attributes what was changed
   */
  void record(String type, Actor actor, Map<String, String> attributes) {
    LOG.info("{} by {} from {}: {}", type, actor.by(), actor.from(), attributes);
    Map<String, String> all = new HashMap<>(attributes);
    all.put("by", actor.by());
    all.put("from", actor.from());
    add(event(type, all));
    flushLater();
  }

  private GovernanceEvent event(String type, Map<String, String> attributes) {
    return new GovernanceEvent(type, clock.instant(), AgentIdentity.UNKNOWN, attributes);
  }

  private synchronized void add(GovernanceEvent event) {
    if (pending.size() < MAX_PENDING) {
      pending.add(event);
    } else {
      dropped++;
    }
  }

  /** Schedules an attempt to record the pending changes. */
  void flushLater() {
    executor.execute(this::flush);
  }

  /** Tries to record the pending changes now. */
  void flush() {
    for (GovernanceEvent next = next(); next != null && sink.test(next); next = next()) {
      recorded(next);
    }
  }

  private synchronized @Nullable GovernanceEvent next() {
    if (pending.isEmpty() && dropped > 0) {
      pending.add(event("changes_lost", Map.of("count", Long.toString(dropped))));
      dropped = 0;
    }
    return pending.peek();
  }

  private synchronized void recorded(GovernanceEvent event) {
    pending.remove(event);
  }
}

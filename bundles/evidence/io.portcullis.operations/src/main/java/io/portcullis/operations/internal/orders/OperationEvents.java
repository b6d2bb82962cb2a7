// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports events about orders, best effort. Up to {@value #MAX_QUEUED} events are queued while no
 * reporter is registered: the first event precedes it. Thread-safe.
 */
public final class OperationEvents {
  static final int MAX_QUEUED = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(OperationEvents.class);

  private final Queue<GovernanceEvent> queued = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicBoolean dropping = new AtomicBoolean();
  private final AtomicReference<@Nullable CallReporter> reporter = new AtomicReference<>();

  /** Reports the queued and all later events to a reporter. */
  public void reportTo(CallReporter client) {
    reporter.set(client);
    deliver();
  }

  /** Queues later events again, unless another reporter has replaced this one. */
  public void stopReportingTo(CallReporter client) {
    reporter.compareAndSet(client, null);
  }

  void report(GovernanceEvent event) {
    boolean kept = queued.offer(event);
    if (!dropping.getAndSet(!kept) && !kept) {
      LOG.warn("Dropping events from {} on: too many are queued, no call reporter", event.type());
    }
    deliver();
  }

  private void deliver() {
    CallReporter client = reporter.get();
    GovernanceEvent event = client == null ? null : queued.poll();
    while (client != null && event != null) {
      try {
        client.report(event);
      } catch (RuntimeException | LinkageError e) { // linkage: the reporter's bundle was refreshed
        LOG.warn("Cannot report event {}", event.type(), e);
      }
      event = queued.poll();
    }
  }
}

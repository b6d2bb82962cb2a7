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
 * Tells of orders, best effort. What is told while nobody listens is kept, up to {@value #KEPT}
 * events: the first comes before there is a gateway. Thread-safe.
 */
public final class OperationEvents {
  static final int KEPT = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(OperationEvents.class);

  private final Queue<GovernanceEvent> untold = new ArrayBlockingQueue<>(KEPT);
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicReference<@Nullable CallReporter> gateway = new AtomicReference<>();

  public void reportTo(CallReporter client) {
    gateway.set(client);
    tell();
  }

  public void noLongerTo(CallReporter client) {
    gateway.compareAndSet(client, null);
  }

  void report(GovernanceEvent event) {
    boolean kept = untold.offer(event);
    if (!losing.getAndSet(!kept) && !kept) {
      LOG.warn("events are lost from {} on: too many wait for a gateway", event.type());
    }
    tell();
  }

  private void tell() {
    CallReporter client = gateway.get();
    GovernanceEvent event = client == null ? null : untold.poll();
    while (client != null && event != null) {
      try {
        client.report(event);
      } catch (RuntimeException | LinkageError e) { // linkage: the gateway's bundle was refreshed
        LOG.warn("{} could not be reported", event.type(), e);
      }
      event = untold.poll();
    }
  }
}

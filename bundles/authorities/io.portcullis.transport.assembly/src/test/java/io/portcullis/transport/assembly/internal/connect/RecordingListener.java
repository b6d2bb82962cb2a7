// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Records when the transport was available. */
public final class RecordingListener implements ReconnectingLink.Listener {
  private record Waiter(boolean here, int count, CompletableFuture<Void> reached) {}

  private final List<Waiter> waiters = new ArrayList<>();
  private final List<RuntimeDecision> kept = new ArrayList<>();
  private @Nullable RuntimeTransport transport;
  private int arrivals;
  private int departures;

  @Override
  public synchronized void available(RuntimeTransport arrived) {
    transport = arrived;
    arrivals++;
    signal();
  }

  @Override
  public synchronized void unavailable() {
    if (transport != null) {
      departures++;
    }
    transport = null;
    signal();
  }

  @Override
  public synchronized void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
    kept.add(decision);
  }

  public synchronized List<RuntimeDecision> kept() {
    return List.copyOf(kept);
  }

  public synchronized boolean isAvailable() {
    return transport != null;
  }

  private void signal() {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (reached(waiter)) {
        waiters.remove(waiter);
        waiter.reached.complete(null);
      }
    }
  }

  private boolean reached(Waiter waiter) {
    return waiter.here ? arrivals >= waiter.count && transport != null : departures >= waiter.count;
  }

  private void await(Waiter waiter) {
    synchronized (this) {
      if (reached(waiter)) {
        return;
      }
      waiters.add(waiter);
    }
    Await.await(waiter.reached);
  }

  /** Returns how often the transport became available. */
  public synchronized int arrivals() {
    return arrivals;
  }

  /** Waits until the transport has become available the n-th time, and returns it. */
  public RuntimeTransport awaitAvailable(int count) {
    while (true) {
      await(new Waiter(true, count, new CompletableFuture<>()));
      synchronized (this) {
        if (transport != null) {
          return transport;
        }
      }
    }
  }

  /** Waits until the transport has become unavailable the n-th time. */
  public void awaitUnavailable(int count) {
    await(new Waiter(false, count, new CompletableFuture<>()));
  }
}

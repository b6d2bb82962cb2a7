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

/** Takes down when the runtime was known and when not. */
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
    told();
  }

  @Override
  public synchronized void unavailable() {
    if (transport != null) {
      departures++;
    }
    transport = null;
    told();
  }

  @Override
  public synchronized void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
    kept.add(decision);
  }

  public synchronized List<RuntimeDecision> kept() {
    return List.copyOf(kept);
  }

  public synchronized boolean isHere() {
    return transport != null;
  }

  private void told() {
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

  /** How often it was made known. */
  public synchronized int arrivals() {
    return arrivals;
  }

  /** Waits until it is there, the n-th time at least. */
  public RuntimeTransport awaitHere(int count) {
    while (true) {
      await(new Waiter(true, count, new CompletableFuture<>()));
      synchronized (this) {
        if (transport != null) {
          return transport;
        }
      }
    }
  }

  /** Waits until it has left, the n-th time at least. */
  public void awaitGone(int count) {
    await(new Waiter(false, count, new CompletableFuture<>()));
  }
}

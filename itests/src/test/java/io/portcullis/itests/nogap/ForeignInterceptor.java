// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.itests.inside.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** A foreign interceptor: it outranks that of the runtime, allows everything and counts. */
final class ForeignInterceptor implements GovernanceInterceptor, AutoCloseable {
  private final Registry registry;
  private final Asks asks;
  private final Set<String> unused = ConcurrentHashMap.newKeySet();
  private final LongAdder allows = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private ServiceRegistration<GovernanceInterceptor> registration;
  private volatile boolean onTop;

  ForeignInterceptor(Registry registry, Asks asks) {
    this.registry = registry;
    this.asks = asks;
  }

  /** Arrives if it is away, leaves if it is there. */
  synchronized void toggle(int ranking) {
    if (registration == null) {
      onTop = onTop || ranking == Integer.MAX_VALUE;
      registration =
          registry.register(
              GovernanceInterceptor.class,
              this,
              Map.of(Constants.SERVICE_RANKING, ranking, NAME, "foreign"));
    } else {
      close();
    }
  }

  /** Whether it ever had the highest ranking that there is, which nothing can outrank. */
  boolean onTop() {
    return onTop;
  }

  /** Records the execution of a call that it has allowed. */
  boolean used(String ticket) {
    boolean mine = unused.remove(ticket);
    if (mine) {
      executions.increment();
    }
    return mine;
  }

  long allows() {
    return allows.sum();
  }

  long executions() {
    return executions.sum();
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    asks.count(call);
    allows.increment();
    unused.add(call.arguments());
    return CompletableFuture.completedFuture(
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "foreign", "", List.of()));
  }

  @Override
  public synchronized void close() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
  }

  @Override
  public String toString() {
    return "foreign interceptor: %d executions, %d allows, top ranking %s"
        .formatted(executions(), allows(), onTop);
  }
}

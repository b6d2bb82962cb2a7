// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeTransport;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * Keeps the runtime interceptor registered exactly while a selected transport is present. Keeps the
 * pass-through registered exactly while no transport is present and the mode is lenient. Each new
 * registration is made before the old one is withdrawn:
 *
 * <ol>
 *   <li>a transport arrives: its interceptor is registered and, after all listeners have run, gets
 *       its authority property; then the ceiling is withdrawn;
 *   <li>a transport leaves: its interceptor stops allowing, in the thread of that event;
 *   <li>the interceptor loses its authority property; then the ceiling is registered;
 *   <li>the pass-through is registered if the mode is lenient;
 *   <li>the interceptor is unregistered.
 * </ol>
 */
final class InterceptorRegistrar {
  /** Above the floor and below the ceiling; foreign interceptors may rank in between. */
  private static final int RUNTIME_RANKING = 0;

  private static final int PASS_THROUGH_RANKING = -1;
  private static final long LOCK_TIMEOUT_SECONDS = 1;

  /** The interceptor that is registered for one transport. */
  private record Current(
      ServiceReference<RuntimeTransport> transport,
      RuntimeQueryInterceptor interceptor,
      ServiceRegistration<GovernanceInterceptor> registration) {}

  private final BundleContext context;
  private final Function<RuntimeTransport, RuntimeQueryInterceptor> runtimeQuery;
  private final PassThroughInterceptor passThrough;
  private final BooleanSupplier lenient;
  private final Map<ServiceReference<RuntimeTransport>, RuntimeQueryInterceptor> candidates =
      new ConcurrentHashMap<>();
  private final Set<ServiceReference<RuntimeTransport>> departed =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final ReentrantLock applying = new ReentrantLock();
  private final AtomicBoolean changed = new AtomicBoolean();
  private volatile boolean closed;

  // guarded by applying
  private @Nullable Current current;
  private @Nullable ServiceRegistration<GovernanceInterceptor> passing;

  InterceptorRegistrar(
      BundleContext context,
      Function<RuntimeTransport, RuntimeQueryInterceptor> runtimeQuery,
      PassThroughInterceptor passThrough,
      BooleanSupplier lenient) {
    this.context = context;
    this.runtimeQuery = runtimeQuery;
    this.passThrough = passThrough;
    this.lenient = lenient;
  }

  void transportArrived(ServiceReference<RuntimeTransport> reference, RuntimeTransport transport) {
    candidates.put(reference, runtimeQuery.apply(transport));
    if (closed || departed.contains(reference)) {
      transportLeft(reference); // it left while it was being added
    } else {
      reconcile();
    }
  }

  /**
   * Handles the departure of a transport at the moment of its event. A tracker that is adding it
   * reports the departure only afterwards, when the thread that stopped the transport may already
   * rely on it.
   */
  void transportLeaves(ServiceReference<RuntimeTransport> reference) {
    departed.add(reference);
    transportLeft(reference);
  }

  void transportLeft(ServiceReference<RuntimeTransport> reference) {
    RuntimeQueryInterceptor interceptor = candidates.remove(reference);
    if (interceptor != null) {
      interceptor.leave();
    }
    reconcile();
  }

  void modeChanged() {
    reconcile();
  }

  void close() {
    closed = true;
    candidates.values().forEach(RuntimeQueryInterceptor::leave);
    candidates.clear();
    reconcile();
  }

  /**
   * Updates the registrations. Registry calls run listeners of other bundles, which may hold locks
   * and wait for a thread that waits here. So the wait is bounded, and the holder of the lock
   * applies the changes that other threads have seen.
   */
  private void reconcile() {
    changed.set(true);
    while (changed.get() && !applying.isHeldByCurrentThread() && acquire()) {
      try {
        while (changed.getAndSet(false)) {
          apply();
        }
      } finally {
        applying.unlock();
      }
    }
  }

  private boolean acquire() {
    try {
      return applying.tryLock(LOCK_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return applying.tryLock();
    }
  }

  private void apply() {
    Current old = current;
    boolean keep = old != null && candidates.containsKey(old.transport());
    if (old != null && !keep) {
      old.registration().setProperties(properties(old.transport(), false));
    }
    if (!keep) {
      current = null;
      select();
    }
    boolean pass = current == null && !closed && isLenient();
    if (pass && passing == null) {
      passing = register(passThrough, passThroughProperties());
    }
    if (old != null && !keep) {
      old.registration().unregister();
    }
    if (!pass && passing != null) {
      passing.unregister();
      passing = null;
    }
  }

  /** Returns false for a mode that cannot be read, which must not keep the pass-through. */
  private boolean isLenient() {
    try {
      return lenient.getAsBoolean();
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  private void select() {
    if (closed) {
      return; // a transport may arrive while its tracker is being closed
    }
    try {
      // A transport that has left stays a candidate until the callback for its arrival ends.
      Map.Entry<ServiceReference<RuntimeTransport>, RuntimeQueryInterceptor> best =
          candidates.entrySet().stream()
              .filter(candidate -> !departed.contains(candidate.getKey()))
              .max(Map.Entry.comparingByKey())
              .orElseThrow();
      ServiceReference<RuntimeTransport> transport = best.getKey();
      Current next =
          new Current(
              transport, best.getValue(), register(best.getValue(), properties(transport, false)));
      current = next;
      if (candidates.containsKey(transport)) {
        next.registration().setProperties(properties(transport, true));
      }
    } catch (NoSuchElementException e) {
      current = null; // no transport is present, or the last one has just left
    }
  }

  private ServiceRegistration<GovernanceInterceptor> register(
      GovernanceInterceptor interceptor, Dictionary<String, Object> properties) {
    return context.registerService(GovernanceInterceptor.class, interceptor, properties);
  }

  private static Dictionary<String, Object> properties(
      ServiceReference<RuntimeTransport> transport, boolean authority) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.ranking", RUNTIME_RANKING);
    properties.put(GovernanceInterceptor.NAME, RuntimeQueryInterceptor.NAME);
    Object name = transport.getProperty(RuntimeTransport.NAME);
    properties.put(RuntimeTransport.NAME, name == null ? "" : name);
    if (authority) {
      properties.put(GovernanceInterceptor.AUTHORITY, GovernanceInterceptor.RUNTIME);
    }
    return FrameworkUtil.asDictionary(properties);
  }

  private static Dictionary<String, Object> passThroughProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.ranking", PASS_THROUGH_RANKING);
    properties.put(GovernanceInterceptor.NAME, PassThroughInterceptor.NAME);
    return FrameworkUtil.asDictionary(properties);
  }
}

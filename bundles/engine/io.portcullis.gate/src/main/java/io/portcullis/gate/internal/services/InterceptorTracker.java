// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeTransport;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Tracks the best interceptor at every instant. References of the component runtime are not enough
 * for the gate: they do not react to a changed ranking. They may also miss one of two concurrent
 * changes and then keep an interceptor that denies. Thread-safe.
 */
public final class InterceptorTracker implements ServiceListener, AutoCloseable {
  private static final String FILTER =
      "(objectClass=" + GovernanceInterceptor.class.getName() + ")";

  /**
   * The interceptors of one moment.
   *
   * @param best the highest-ranked interceptor, or null if none is registered
   * @param authority the highest-ranked interceptor that asks a runtime, or null if none does
   */
  public record Selection(
      ServiceSnapshot.@Nullable InterceptorSnapshot best,
      @Nullable GovernanceInterceptor authority) {}

  private final BundleContext context;
  private final Map<ServiceReference<GovernanceInterceptor>, ServiceSnapshot.InterceptorSnapshot>
      present = new ConcurrentHashMap<>();

  /** Departures may overtake arrivals; a registration that has left never returns. */
  private final Set<ServiceReference<GovernanceInterceptor>> departed =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private volatile Selection selection = new Selection(null, null);

  public InterceptorTracker(BundleContext context) {
    this.context = context;
  }

  /** Starts tracking, including the interceptors that are registered already. */
  @SuppressWarnings("unchecked")
  public // the filter matches interceptors only
  void open() {
    try {
      context.addServiceListener(this, FILTER);
      ServiceReference<?>[] early = context.getServiceReferences((String) null, FILTER);
      for (ServiceReference<?> reference : early == null ? new ServiceReference<?>[0] : early) {
        arrived((ServiceReference<GovernanceInterceptor>) reference);
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("the filter is a constant", e);
    }
  }

  /** Returns the interceptors of this moment. */
  public Selection selection() {
    return selection;
  }

  /** Returns the highest-ranked interceptor, or null if none is registered. */
  public ServiceSnapshot.@Nullable InterceptorSnapshot best() {
    return selection.best();
  }

  /** Returns the highest-ranked interceptor that asks a runtime, or null if none does. */
  public @Nullable GovernanceInterceptor authority() {
    return selection.authority();
  }

  @Override
  @SuppressWarnings("unchecked") // the filter matches interceptors only
  public void serviceChanged(ServiceEvent event) {
    ServiceReference<GovernanceInterceptor> reference =
        (ServiceReference<GovernanceInterceptor>) event.getServiceReference();
    if (event.getType() == ServiceEvent.UNREGISTERING) {
      departed.add(reference);
      left(reference);
    } else {
      arrived(reference);
    }
  }

  private void arrived(ServiceReference<GovernanceInterceptor> reference) {
    if (!departed.contains(reference) && !present.containsKey(reference)) {
      GovernanceInterceptor service = context.getService(reference);
      if (service == null) {
        return;
      }
      present.put(
          reference,
          new ServiceSnapshot.InterceptorSnapshot(
              service,
              text(reference, GovernanceInterceptor.NAME),
              text(reference, RuntimeTransport.NAME)));
    }
    if (departed.contains(reference)) {
      left(reference);
    } else {
      choose();
    }
  }

  private static String text(ServiceReference<?> reference, String property) {
    Object value = reference.getProperty(property);
    return value == null ? "" : value.toString();
  }

  private void left(ServiceReference<GovernanceInterceptor> reference) {
    boolean known = present.remove(reference) != null;
    choose();
    if (known) {
      release(reference);
    }
  }

  private void release(ServiceReference<GovernanceInterceptor> reference) {
    try {
      context.ungetService(reference);
    } catch (IllegalStateException e) {
      // the bundle has stopped meanwhile, which released every service
    }
  }

  /**
   * Selects the best interceptors. Callers change the set of present interceptors first, so the
   * last caller sees all changes. Only references are read: no other code is called under the lock.
   */
  private synchronized void choose() {
    List<ServiceReference<GovernanceInterceptor>> ranked =
        present.keySet().stream().sorted(Collections.reverseOrder()).toList();
    ServiceSnapshot.InterceptorSnapshot first = null;
    GovernanceInterceptor asksRuntime = null;
    for (ServiceReference<GovernanceInterceptor> reference : ranked) {
      ServiceSnapshot.InterceptorSnapshot seen = present.get(reference);
      if (seen != null && !departed.contains(reference)) {
        first = first == null ? seen : first;
        boolean asks =
            GovernanceInterceptor.RUNTIME.equals(
                reference.getProperty(GovernanceInterceptor.AUTHORITY));
        asksRuntime = asksRuntime == null && asks ? seen.service() : asksRuntime;
      }
    }
    selection = new Selection(first, asksRuntime);
  }

  /** Stops tracking and selects nothing. */
  @Override
  public void close() {
    try {
      context.removeServiceListener(this);
    } catch (IllegalStateException e) {
      // the bundle has stopped meanwhile, which removed the listener
    }
    for (ServiceReference<GovernanceInterceptor> reference : List.copyOf(present.keySet())) {
      left(reference);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Knows at every instant which services match a filter. A service tracker does not: it adds a
 * service only after the callback for its arrival. If the service leaves during that callback, the
 * tracker reports the departure afterwards, when the thread that stopped the service may already
 * rely on it. Thread-safe.
 */
final class ServicePresence<S> implements ServiceListener {
  private final Map<ServiceReference<S>, S> present = new ConcurrentHashMap<>();

  /** Departures may overtake arrivals; a registration that has left never returns. */
  private final Set<ServiceReference<S>> departed =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final BundleContext context;
  private final Filter filter;
  private final Runnable changed;

  ServicePresence(BundleContext context, String filter, Runnable changed)
      throws InvalidSyntaxException {
    this.context = context;
    this.filter = context.createFilter(filter);
    this.changed = changed;
  }

  /** Starts tracking, including the services that are registered already. */
  @SuppressWarnings("unchecked") // the filter matches services of this type only
  void open() throws InvalidSyntaxException {
    context.addServiceListener(this, filter.toString());
    ServiceReference<?>[] early = context.getServiceReferences((String) null, filter.toString());
    if (early != null) {
      for (ServiceReference<?> reference : early) {
        arrived((ServiceReference<S>) reference);
      }
    }
  }

  boolean isEmpty() {
    return best() == null;
  }

  /** Returns the highest-ranked service, or null if none is present. */
  @Nullable S best() {
    // A service that has left stays in the map until the callback for its arrival ends.
    return present.entrySet().stream()
        .filter(entry -> !departed.contains(entry.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse(null);
  }

  @Override
  @SuppressWarnings("unchecked") // the filter matches services of this type only
  public void serviceChanged(ServiceEvent event) {
    ServiceReference<S> reference = (ServiceReference<S>) event.getServiceReference();
    switch (event.getType()) {
      case ServiceEvent.REGISTERED, ServiceEvent.MODIFIED -> arrived(reference);
      case ServiceEvent.UNREGISTERING -> {
        departed.add(reference);
        left(reference);
      }
      default -> left(reference); // it no longer matches, but may match again
    }
  }

  private void arrived(ServiceReference<S> reference) {
    if (isHere(reference) && !present.containsKey(reference)) {
      S service = context.getService(reference);
      if (service == null) {
        return;
      }
      present.put(reference, service);
    }
    if (isHere(reference)) {
      changed.run();
    } else {
      left(reference); // it left before it was added, or between the two checks
    }
  }

  private boolean isHere(ServiceReference<S> reference) {
    return !departed.contains(reference) && filter.match(reference);
  }

  private void left(ServiceReference<S> reference) {
    S service = present.remove(reference);
    changed.run();
    if (service != null) {
      try {
        context.ungetService(reference);
      } catch (IllegalStateException e) {
        // the bundle has stopped meanwhile, which released every service
      }
    }
  }
}

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
 * Knows at every instant which services of a filter are there. A service tracker does not: it
 * counts a service only after what its arrival sets off, and if the service leaves during that, it
 * tells of it only afterwards, when whoever stopped the service may believe it gone.
 */
final class ServicePresence<S> implements ServiceListener {
  private final Map<ServiceReference<S>, S> present = new ConcurrentHashMap<>();

  /** Departures may overtake arrivals; a registration that has left never comes back. */
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

  /** Starts to follow, and takes up what is there already. */
  @SuppressWarnings("unchecked") // the filter lets services of this type pass only
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

  /** The highest-ranked one, or null if there is none. */
  @Nullable S best() {
    // One that has left may be present until its arrival has been heard to the end.
    return present.entrySet().stream()
        .filter(entry -> !departed.contains(entry.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse(null);
  }

  @Override
  @SuppressWarnings("unchecked") // the filter lets services of this type pass only
  public void serviceChanged(ServiceEvent event) {
    ServiceReference<S> reference = (ServiceReference<S>) event.getServiceReference();
    switch (event.getType()) {
      case ServiceEvent.REGISTERED, ServiceEvent.MODIFIED -> arrived(reference);
      case ServiceEvent.UNREGISTERING -> {
        departed.add(reference);
        left(reference);
      }
      default -> left(reference); // it does not match any more, but may again
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
      left(reference); // before it was counted, or between the two looks
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
        // the bundle has stopped meanwhile, and that released every service
      }
    }
  }
}

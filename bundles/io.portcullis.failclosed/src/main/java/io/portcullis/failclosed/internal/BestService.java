// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Knows the highest-ranked service of a type at every instant. A plain tracker counts a service
 * only after its {@code addingService} has returned, which is too late for a decision made in
 * there.
 */
final class BestService<S> extends ServiceTracker<S, S> {
  private final Map<ServiceReference<S>, S> present = new ConcurrentHashMap<>();
  private final Runnable changed;

  BestService(BundleContext context, Class<S> type, Runnable changed) {
    super(context, type, null);
    this.changed = changed;
  }

  @Nullable S best() {
    try {
      return present.isEmpty()
          ? null
          : Collections.max(present.entrySet(), Map.Entry.comparingByKey()).getValue();
    } catch (NoSuchElementException e) {
      return null; // the last one left between the two looks
    }
  }

  @Override
  public @Nullable S addingService(ServiceReference<S> reference) {
    S service = context.getService(reference);
    if (service != null) {
      present.put(reference, service);
      changed.run();
    }
    return service;
  }

  @Override
  public void modifiedService(ServiceReference<S> reference, S service) {
    changed.run();
  }

  @Override
  public void removedService(ServiceReference<S> reference, S service) {
    present.remove(reference);
    changed.run();
    try {
      context.ungetService(reference);
    } catch (IllegalStateException e) {
      // the bundle has stopped meanwhile, and that released every service
    }
  }
}

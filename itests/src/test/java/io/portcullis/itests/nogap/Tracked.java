// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.SortedMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * What a service tracker holds at one moment. Its {@code getService} is not asked: that looks twice
 * and keeps what it found, which may be gone by then.
 */
final class Tracked<S> {
  private final ServiceTracker<S, S> tracker;

  Tracked(BundleContext context, Class<S> type, String filter) {
    try {
      String all = "(&(objectClass=" + type.getName() + ")" + filter + ")";
      tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter(all), null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(filter, e);
    }
    tracker.open();
  }

  /** The best of the services that are there, or null if there is none. */
  S best() {
    SortedMap<ServiceReference<S>, S> now = tracker.getTracked();
    return now.isEmpty() ? null : now.get(now.firstKey());
  }
}

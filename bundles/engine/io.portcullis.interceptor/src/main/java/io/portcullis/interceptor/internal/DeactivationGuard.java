// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * Stops a component when its service leaves the registry, which is the first step of a
 * deactivation. SCR 2.2.18 does not deactivate a component whose service leaves while another
 * thread is still activating it: the component would run forever.
 */
final class DeactivationGuard {
  /** The unique component id of the Declarative Services specification. */
  private static final String COMPONENT_ID = "component.id";

  private final BundleContext context;
  private final String filter;
  private final Runnable end;
  private final ServiceListener departure;

  /**
   * Creates a guard that tracks nothing yet.
   *
   * @param context the context of the component's bundle
   * @param type the type of the component's service
   * @param properties the properties of the component
   * @param end stops the component; may be called more than once and by any thread
   */
  DeactivationGuard(BundleContext context, Class<?> type, Map<String, ?> properties, Runnable end) {
    @Nullable Object id = properties.get(COMPONENT_ID);
    this.context = context;
    this.filter =
        "(&(%s=%s)(%s=%s))".formatted(Constants.OBJECTCLASS, type.getName(), COMPONENT_ID, id);
    this.end = end;
    this.departure =
        event -> {
          if (event.getType() == ServiceEvent.UNREGISTERING) {
            end.run();
          }
        };
  }

  /** Starts tracking; must be called before the component has visible effects. */
  void follow() {
    try {
      context.addServiceListener(departure, filter);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(filter, e);
    }
  }

  /**
   * Stops the component if its service left before the tracking began; called once it is active.
   */
  void endIfGone() {
    try {
      if (context.getServiceReferences((String) null, filter) == null) {
        end.run();
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(filter, e);
    }
  }

  void unfollow() {
    context.removeServiceListener(departure);
  }
}

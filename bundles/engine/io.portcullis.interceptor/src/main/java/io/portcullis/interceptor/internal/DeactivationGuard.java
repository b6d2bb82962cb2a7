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
 * Ends a component when its own service leaves the registry, which is the first thing that happens
 * when one is deactivated. SCR 2.2.18 does not deactivate a component whose service leaves while
 * another thread is still activating it: it forgets the component, which would go on for good.
 */
final class DeactivationGuard {
  /** As the specification of Declarative Services calls it; no two components share one. */
  private static final String COMPONENT_ID = "component.id";

  private final BundleContext context;
  private final String filter;
  private final Runnable end;
  private final ServiceListener departure;

  /**
   * Follows nothing yet.
   *
   * @param context of the component's bundle
   * @param type under which the component is registered
   * @param properties of the component
   * @param end ends the component; may be called more than once, and in any thread
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

  /** To be called before the component does anything that others could see. */
  void follow() {
    try {
      context.addServiceListener(departure, filter);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(filter, e);
    }
  }

  /**
   * To be called when the component is active: its service may have left before it was followed.
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Looks services up anew for each command, so that a command shows the registry as it is. This
 * bundle works without any of these services. Thread-safe.
 */
@Component(service = CurrentServices.class)
public final class CurrentServices {
  private final BundleContext context;

  /** Creates a view of the registry. */
  @Activate
  public CurrentServices(BundleContext context) {
    this.context = context;
  }

  /** An action on a service while it is held. */
  public interface Use<T, R extends @Nullable Object, E extends Exception> {
    R apply(T service) throws E;
  }

  public BundleContext context() {
    return context;
  }

  /** Returns the services of a type, the highest-ranked first. */
  public <T> List<ServiceReference<T>> ranked(Class<T> type) {
    try {
      Collection<ServiceReference<T>> found = context.getServiceReferences(type, null);
      return found.stream().sorted(Collections.reverseOrder()).toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter cannot be invalid", e);
    }
  }

  /** Uses one service and releases it; empty if the service has left. */
  public <T, R, E extends Exception> Optional<R> use(
      ServiceReference<T> reference, Use<? super T, R, E> use) throws E {
    T service = context.getService(reference);
    if (service == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(use.apply(service));
    } finally {
      context.ungetService(reference);
    }
  }

  /** Uses the highest-ranked service of a type; empty if none is registered. */
  public <T, R, E extends Exception> Optional<R> useBest(Class<T> type, Use<? super T, R, E> use)
      throws E {
    for (ServiceReference<T> reference : ranked(type)) {
      Optional<R> result = use(reference, use);
      if (result.isPresent()) {
        return result;
      }
    }
    return Optional.empty();
  }
}

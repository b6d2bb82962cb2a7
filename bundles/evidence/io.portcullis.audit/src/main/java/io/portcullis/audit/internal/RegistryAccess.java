// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses services for one call at a time, so that none is kept when it leaves.
 *
 * @param context the context for the lookups
 */
record RegistryAccess(BundleContext context) {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryAccess.class);

  /**
   * Calls the best service of a type.
   *
   * @param otherwise the result without such a service, or if it fails
   */
  <S, T> T use(Class<S> type, Function<S, T> call, T otherwise) {
    try {
      ServiceReference<S> reference = context.getServiceReference(type);
      return reference == null ? otherwise : use(reference, call).orElse(otherwise);
    } catch (RuntimeException | LinkageError e) { // linkage: the service's bundle was refreshed
      LOG.warn("The service {} failed", type.getSimpleName(), e);
      return otherwise;
    }
  }

  /**
   * Calls one service, and throws what it throws.
   *
   * @return the result, empty if the service was unregistered or cannot be created
   */
  <S, T> Optional<T> use(ServiceReference<S> reference, Function<S, T> call) {
    S service = context.getService(reference);
    if (service == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(call.apply(service));
    } finally {
      context.ungetService(reference);
    }
  }

  /** Returns all registered services of a type. */
  <S> Collection<ServiceReference<S>> all(Class<S> type) {
    try {
      return context.getServiceReferences(type, null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter was given", e);
    }
  }

  /** Returns whether a service of this type is registered; false once the context is invalid. */
  boolean has(Class<?> type) {
    try {
      return context.getServiceReference(type) != null;
    } catch (IllegalStateException e) {
      LOG.debug("No service {}: the bundle has stopped", type.getSimpleName(), e);
      return false;
    }
  }
}

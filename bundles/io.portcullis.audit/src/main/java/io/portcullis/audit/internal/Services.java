// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.util.Collection;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses services for one call at a time, so that none is kept when it leaves.
 *
 * @param context the context that looks them up
 */
record Services(BundleContext context) {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);

  /**
   * Calls the best service of a type.
   *
   * @param otherwise the result without such a service, or if it fails
   */
  <S, T> T use(Class<S> type, Function<S, T> call, T otherwise) {
    try {
      ServiceReference<S> reference = context.getServiceReference(type);
      S service = reference == null ? null : context.getService(reference);
      return reference == null || service == null ? otherwise : used(reference, service, call);
    } catch (RuntimeException | LinkageError e) { // linkage: the service's bundle was refreshed
      LOG.warn("The service {} failed", type.getSimpleName(), e);
      return otherwise;
    }
  }

  private <S, T> T used(ServiceReference<S> reference, S service, Function<S, T> call) {
    try {
      return call.apply(service);
    } finally {
      context.ungetService(reference);
    }
  }

  /** All registered services of a type. */
  <S> Collection<ServiceReference<S>> all(Class<S> type) {
    try {
      return context.getServiceReferences(type, null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter was given", e);
    }
  }

  /** Whether a service of this type is registered. */
  boolean has(Class<?> type) {
    return context.getServiceReference(type) != null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.HealthReporter;
import org.apache.felix.hc.api.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one health check registered for each reporter that is registered. A reporter is asked once
 * when it arrives, for the name of its part. If that fails, its check has the name of its bundle.
 * Thread-safe.
 */
final class ReporterChecks
    implements ServiceTrackerCustomizer<HealthReporter, ServiceRegistration<HealthCheck>>,
        AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReporterChecks.class);

  private final BundleContext context;
  private final ServiceTracker<HealthReporter, ServiceRegistration<HealthCheck>> tracker;

  ReporterChecks(BundleContext context) {
    this.context = context;
    tracker = new ServiceTracker<>(context, HealthReporter.class, this);
  }

  void open() {
    tracker.open();
  }

  @Override
  public @Nullable ServiceRegistration<HealthCheck> addingService(
      ServiceReference<HealthReporter> reference) {
    RegisteredReporter reporter = new RegisteredReporter(context, reference);
    try {
      context.getService(
          reference); // held, so that a report does not create and destroy it each time
      String part = part(reporter);
      String name = part == null ? reporter.bundle() : part;
      HealthCheck check = new GuardedHealthCheck(name, () -> HealthResults.of(reporter.health()));
      return CheckName.of(name).register(context, check);
    } catch (IllegalStateException e) {
      LOG.debug("this bundle has stopped meanwhile", e);
      return null;
    }
  }

  private static @Nullable String part(RegisteredReporter reporter) {
    try {
      return reporter.health().part();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.warn("a health reporter of {} fails", reporter.bundle(), e);
      return null;
    }
  }

  @Override
  public void modifiedService(
      ServiceReference<HealthReporter> reference, ServiceRegistration<HealthCheck> check) {
    // a report does not depend on the properties of its service
  }

  @Override
  public void removedService(
      ServiceReference<HealthReporter> reference, ServiceRegistration<HealthCheck> check) {
    try {
      check.unregister();
      context.ungetService(reference);
    } catch (IllegalStateException e) {
      LOG.debug("this bundle has stopped meanwhile, which unregistered its services", e);
    }
  }

  @Override
  public void close() {
    tracker.close();
  }
}

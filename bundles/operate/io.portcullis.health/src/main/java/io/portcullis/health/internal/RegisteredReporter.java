// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A reporter in the service registry. Each report looks the service up anew, so that no object of a
 * bundle that has left is used. Thread-safe.
 */
record RegisteredReporter(BundleContext context, ServiceReference<HealthReporter> reference)
    implements HealthReporter {

  /**
   * @throws IllegalStateException if the reporter has left or gives no answer
   */
  @Override
  public Health health() {
    HealthReporter reporter = context.getService(reference);
    if (reporter == null) {
      return absent();
    }
    try {
      return answer(reporter.health());
    } finally {
      context.ungetService(reference);
    }
  }

  private static Health answer(@Nullable Health health) {
    if (health == null) {
      throw new IllegalStateException("the reporter gave no answer");
    }
    return health;
  }

  // A component whose constructor refuses its configuration stays registered and gives no service.
  private Health absent() {
    if (reference.getBundle() == null) {
      throw new IllegalStateException("the reporter has left");
    }
    String detail = bundle() + " does not start, perhaps because of its configuration; see the log";
    return new Health(bundle(), Health.Level.CRITICAL, detail);
  }

  /** Returns the symbolic name of its bundle. */
  String bundle() {
    Bundle bundle = reference.getBundle();
    return bundle == null || bundle.getSymbolicName() == null ? "?" : bundle.getSymbolicName();
  }
}

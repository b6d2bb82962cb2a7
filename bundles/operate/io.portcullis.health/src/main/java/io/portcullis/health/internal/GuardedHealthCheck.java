// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/**
 * A health check that turns every failure into a result as severe as a critical one. Thread-safe.
 */
record GuardedHealthCheck(String subject, HealthCheck check) implements HealthCheck {

  @Override
  public Result execute() {
    try {
      return check.execute();
    } catch (RuntimeException | LinkageError | AssertionError e) { // linkage: a refreshed bundle
      return HealthResults.of(
          Status.HEALTH_CHECK_ERROR, "the health of " + subject + " could not be read: " + e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.health;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A reporter of the health of one part of the engine, for consoles and health checks. It decides
 * nothing. Thread-safe.
 */
@ConsumerType
public interface HealthReporter {

  /**
   * Returns the health of the part now, at once.
   *
   * @return never null
   */
  Health health();
}

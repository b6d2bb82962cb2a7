// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.health;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says how one part of the engine is, for consoles and health checks. Decides nothing. Thread-safe.
 */
@ConsumerType
public interface HealthReporter {

  /**
   * How the part is now. Returns at once.
   *
   * @return never null
   */
  Health health();
}

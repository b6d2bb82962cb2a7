// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import io.portcullis.api.health.Health;
import java.util.Objects;

/**
 * The health of one part.
 *
 * @param bundle the symbolic name of the bundle that reports it
 * @param health the report; critical if the reporter fails
 */
public record PartStatus(String bundle, Health health) {

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException if an argument is null
   */
  public PartStatus {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(health, "health");
  }
}

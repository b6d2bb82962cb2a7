// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

/** The source of the services that the gate consults. Thread-safe. */
public interface GateServices {

  /**
   * Looks up all services at this moment. Returns at once. The gate takes one snapshot for each
   * step of a call and never uses it in the next step.
   *
   * @return the services as they are now, never an earlier snapshot that no longer applies
   */
  ServiceSnapshot snapshot();
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

/**
 * The services around the gate. A service that is required and missing shuts the gate under
 * enforce.
 *
 * @param journal whether a journal is present
 * @param journalRequired whether the gate denies calls that cannot be recorded
 * @param operatorControl whether operator control is present
 * @param operatorControlRequired whether the gate denies calls without operator control
 * @param approvals whether an approval queue is present; calls that need an approval are denied
 *     without one
 */
public record EngineServices(
    boolean journal,
    boolean journalRequired,
    boolean operatorControl,
    boolean operatorControlRequired,
    boolean approvals) {

  /** Nothing is present, and everything that can be required is required. */
  public static final EngineServices NONE = new EngineServices(false, true, false, true, false);
}

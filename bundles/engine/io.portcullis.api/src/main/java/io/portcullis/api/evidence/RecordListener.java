// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Watches decisions and events. Called after the fact from one thread of the gateway client; what
 * it does or throws changes nothing, and a slow one loses records, which is counted.
 */
@ConsumerType
public interface RecordListener {

  /**
   * A call was decided or its tool has ended.
   *
   * @param callRecord what became of it
   */
  void onRecord(CallRecord callRecord);

  /**
   * Something else happened.
   *
   * @param event what happened
   */
  default void onEvent(GovernanceEvent event) {}
}

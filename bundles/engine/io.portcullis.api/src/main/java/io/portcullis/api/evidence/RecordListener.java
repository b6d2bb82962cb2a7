// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for records and events. One thread of the call reporter calls all listeners after the
 * fact. A listener cannot change a decision, and its exceptions are logged. A slow listener loses
 * records, which are counted.
 */
@ConsumerType
public interface RecordListener {

  /**
   * Receives the record of a call that was decided or whose tool has ended.
   *
   * @param callRecord the record
   */
  void onRecord(CallRecord callRecord);

  /**
   * Receives an event. Without an implementation, events are ignored.
   *
   * @param event the event
   */
  default void onEvent(GovernanceEvent event) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.evidence.CallRecord;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service of a runtime that reserves something with its decisions, such as a part of a budget.
 * The gate passes each record to it in the thread of the call: before the journal gets the record,
 * and before the adapter learns the outcome. A decision is passed before the tool starts.
 * Thread-safe.
 *
 * <p>A record may concern a call of another runtime, or be passed twice; both must change nothing.
 */
@ConsumerType
@FunctionalInterface
public interface CallSettlement {

  /**
   * Settles what a call has reserved. The method must not block. Its exceptions are logged and
   * change no decision.
   *
   * @param callRecord the record of the decision or of the outcome
   */
  void settle(CallRecord callRecord);
}

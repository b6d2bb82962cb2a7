// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** The store of records, kept as evidence. Thread-safe. */
@ConsumerType
public interface Journal {

  /**
   * Appends one record of a call.
   *
   * @param callRecord the record
   * @return a stage that completes when the record is as durable as configured, and exceptionally
   *     if it could not be written; the call is then denied if evidence is required
   */
  CompletionStage<Void> append(CallRecord callRecord);

  /**
   * Appends an event that is not the decision of a call, such as an operator's order.
   *
   * @param event the event
   * @return a stage that completes when the event is as durable as configured, and exceptionally if
   *     it could not be written; without an implementation it fails with an {@link
   *     UnsupportedOperationException}
   */
  default CompletionStage<Void> append(GovernanceEvent event) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this journal keeps no events"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps the records as evidence. Thread-safe. */
@ConsumerType
public interface Journal {

  /**
   * Writes one record.
   *
   * @param callRecord what to keep
   * @return a stage that completes when the record is as durable as configured, exceptionally if it
   *     could not be written; where evidence is required the call is denied then
   */
  CompletionStage<Void> append(CallRecord callRecord);

  /**
   * Writes down something that is not the decision of a call, such as what an operator did.
   *
   * @param event what to keep
   * @return a stage that completes when it is as durable as configured, exceptionally if it could
   *     not be written, or if this journal keeps none, as without an implementation
   */
  default CompletionStage<Void> append(GovernanceEvent event) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this journal keeps no events"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

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
}

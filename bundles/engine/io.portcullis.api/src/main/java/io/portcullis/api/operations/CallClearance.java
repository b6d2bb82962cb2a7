// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Lets an operator pause or terminate what an agent does. Thread-safe. */
@ConsumerType
public interface CallClearance {

  /** What an operator says of a call. */
  enum Clearance {
    /** Nothing stands in the way. */
    PROCEED,
    /** The operation was terminated; the call must not run. */
    TERMINATED
  }

  /**
   * Asks whether the call may go on. The gate asks before the check and once more right before the
   * tool runs.
   *
   * @param call the call
   * @return a stage that completes at once unless the operation is paused; while it is paused the
   *     stage stays open, and the call is denied when its deadline passes
   */
  CompletionStage<Clearance> clearance(ToolCall call);

  /**
   * Watches for the termination of a call that waits for something else: a verdict, an approval, a
   * place in the journal. The gate then denies the call without waiting any longer.
   *
   * @param call the call
   * @return a stage that completes when the call is terminated, at once if it already is, and else
   *     stays open, as it does without an implementation; the gate cancels it, as far as it is a
   *     future, when the call waits no more
   */
  default CompletionStage<Void> termination(ToolCall call) {
    return new CompletableFuture<>(); // the gate asks for clearance once more before the tool runs
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** The part of operator control that the gate asks about each call. Thread-safe. */
@ConsumerType
public interface CallClearance {

  /** The answer for one call. */
  enum Clearance {
    /** The call may proceed. */
    PROCEED,
    /** The operation was terminated; the call must not run. */
    TERMINATED
  }

  /**
   * Asks whether the call may proceed. The gate asks before the check and again right before the
   * tool runs.
   *
   * @param call the call
   * @return a stage that completes at once unless the operation is paused; during a pause the stage
   *     stays open, and the call is denied when its deadline passes
   */
  CompletionStage<Clearance> clearance(ToolCall call);

  /**
   * Watches for the termination of a call that waits for a verdict, an approval or the journal. On
   * termination, the gate denies the call at once.
   *
   * @param call the call
   * @return a stage that completes when the call is terminated, at once if it already is, and
   *     otherwise stays open; without an implementation it stays open. If it is a future, the gate
   *     cancels it when the call no longer waits
   */
  default CompletionStage<Void> termination(ToolCall call) {
    return new CompletableFuture<>(); // the gate asks for clearance once more before the tool runs
  }
}

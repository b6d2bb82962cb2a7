// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of the agent and its required outcome.
 *
 * @param event an operation on the engine before the call, or null
 * @param headline describes that operation
 * @param tool the tool that the agent calls
 * @param subject what it is to work on, for people
 * @param arguments its arguments as JSON text
 * @param runs whether the tool must run
 * @param proof what must be true in the workspace afterwards
 */
record Step(
    @Nullable Consumer<EngineOperations> event,
    String headline,
    String tool,
    String subject,
    String arguments,
    boolean runs,
    BooleanSupplier proof) {

  /** This step after an event. */
  Step after(String newHeadline, Consumer<EngineOperations> newEvent) {
    return new Step(newEvent, newHeadline, tool, subject, arguments, runs, proof);
  }
}

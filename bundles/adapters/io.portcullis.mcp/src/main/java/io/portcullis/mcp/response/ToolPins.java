// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.mcp.governance.DenialCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Compares the tools that a server shows with the definitions that are pinned. An implementation is
 * thread-safe and never blocks its caller for another thread or process.
 */
public interface ToolPins {
  /** Pins that cannot be read: no tool has a known status, and each list is withheld. */
  ToolPins UNREADABLE =
      new ToolPins() {
        @Override
        public PinStatus status(String server, String tool) {
          return PinStatus.UNREADABLE;
        }

        @Override
        public CompletionStage<PinComparison> compare(
            String server, Map<String, String> definitions) {
          return CompletableFuture.completedFuture(
              new PinComparison.Withheld(DenialCode.PINS_UNREADABLE));
        }
      };

  /** The status of one tool. */
  enum PinStatus {
    /** No list has shown the tool. */
    UNKNOWN,
    /** The definition equals the pinned one. */
    PINNED,
    /** The definition differs from the pinned one and was not accepted. */
    CHANGED,
    /** The pins cannot be read. */
    UNREADABLE
  }

  /** The result of comparing a list with the pins. */
  sealed interface PinComparison {
    /**
     * The list was compared, and the pins are stored.
     *
     * @param changed the tools that may not be shown
     */
    record Compared(Set<String> changed) implements PinComparison {}

    /**
     * The list may not be shown at all.
     *
     * @param code the reason
     */
    record Withheld(DenialCode code) implements PinComparison {}
  }

  /**
   * Returns the status of a tool. May read the file of pins.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @return the status now
   */
  PinStatus status(String server, String tool);

  /**
   * Returns the annotations of a tool whose definition is pinned, by name: {@code readOnly}, {@code
   * destructive}, {@code idempotent}, {@code openWorld}.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @return the annotations that the definition has; empty if the tool is not pinned or this
   *     process has not seen its definition
   */
  default Map<String, Boolean> hints(String server, String tool) {
    return Map.of();
  }

  /**
   * Pins the tools that are new, and compares the others with their pins. A tool that has changed
   * may not be called from this moment on.
   *
   * @param server the server's name
   * @param definitions the tools that the server shows: the name of each, and its definition as the
   *     text of a JSON object
   * @return a stage that never fails; a list that cannot be compared or stored is withheld
   */
  CompletionStage<PinComparison> compare(String server, Map<String, String> definitions);
}

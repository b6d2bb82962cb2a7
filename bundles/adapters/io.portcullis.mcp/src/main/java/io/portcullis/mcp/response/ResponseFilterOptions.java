// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options for the responses of one server.
 *
 * @param decideResults whether the result of a governed request is decided before the client gets
 *     it
 * @param hideDenied whether tools that the policy denies outright are left out of lists
 * @param pins supplies the pins of the tools, or null while they are unavailable, which denies all
 *     tools; itself null if tools are not pinned
 */
public record ResponseFilterOptions(
    boolean decideResults, boolean hideDenied, @Nullable Supplier<@Nullable ToolPins> pins) {
  /** Every response passes unchanged. */
  public static final ResponseFilterOptions NONE = new ResponseFilterOptions(false, false, null);

  /**
   * Checks whether any option is set.
   *
   * @return whether a response may have to be held
   */
  public boolean isActive() {
    return decideResults || listsTools();
  }

  /** Checks whether lists of tools are filtered. */
  boolean listsTools() {
    return hideDenied || pins != null;
  }

  /** Returns the current pins, or null if tools are not pinned. */
  @Nullable ToolPins store() {
    if (pins == null) {
      return null;
    }
    ToolPins store = pins.get();
    return store == null ? ToolPins.UNREADABLE : store;
  }
}

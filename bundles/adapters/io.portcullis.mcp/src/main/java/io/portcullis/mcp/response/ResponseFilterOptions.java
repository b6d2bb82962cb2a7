// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the answers of one server.
 *
 * @param decideResults whether the result of a governed request is decided before the client has it
 * @param hideDenied whether tools that the policy denies outright are left out of lists
 * @param pins gives the store that knows what tools must be like to be shown and called, or null
 *     while there is none, which denies them; itself null if tools may change
 */
public record ResponseFilterOptions(
    boolean decideResults, boolean hideDenied, @Nullable Supplier<@Nullable ToolPins> pins) {
  /** Every answer passes as it is. */
  public static final ResponseFilterOptions NONE = new ResponseFilterOptions(false, false, null);

  /**
   * Whether there is any rule.
   *
   * @return whether some answer may have to be held
   */
  public boolean isActive() {
    return decideResults || listsTools();
  }

  /** Whether lists of tools are looked at. */
  boolean listsTools() {
    return hideDenied || pins != null;
  }

  /** The store to be asked now, or null if tools may change. */
  @Nullable ToolPins store() {
    if (pins == null) {
      return null;
    }
    ToolPins store = pins.get();
    return store == null ? ToolPins.UNREADABLE : store;
  }
}

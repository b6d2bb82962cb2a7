// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the answers of one server.
 *
 * @param decideResults whether the result of a governed request is decided before the client has it
 * @param hideDenied whether tools that the policy denies outright are left out of lists
 * @param pins what tools must be like to be shown and called, or null if they may change
 */
public record AnswerRules(boolean decideResults, boolean hideDenied, @Nullable PinStore pins) {
  /** Every answer passes as it is. */
  public static final AnswerRules NONE = new AnswerRules(false, false, null);

  /**
   * Whether there is any rule.
   *
   * @return whether some answer may have to be held
   */
  public boolean any() {
    return decideResults || listsTools();
  }

  /** Whether lists of tools are looked at. */
  boolean listsTools() {
    return hideDenied || pins != null;
  }
}

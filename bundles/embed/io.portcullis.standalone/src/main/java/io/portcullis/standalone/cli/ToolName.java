// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.api.ActionType;

/** What a call names as its tool. */
final class ToolName {
  private ToolName() {}

  /**
   * The name as given; for an action that is no use of a tool its own word if none was given.
   *
   * @param what how the user calls it, for the complaint
   * @throws UsageException if a tool has to be named and is not
   */
  static String of(ActionType action, String given, String what) throws UsageException {
    if (!given.isBlank()) {
      return given;
    }
    if (action == ActionType.TOOL_CALL || action == ActionType.TOOL_RESULT) {
      throw new UsageException(what + " is missing");
    }
    return action.word();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import io.portcullis.api.ActionType;

/** What a call names as its tool. */
public final class ToolNameArgument {
  private ToolNameArgument() {}

  /**
   * The name as given; for an action that is no use of a tool its own word if none was given.
   *
   * @param what how the user calls it, for the complaint
   * @throws CliUsageException if a tool has to be named and is not
   */
  public static String of(ActionType action, String given, String what) throws CliUsageException {
    if (!given.isBlank()) {
      return given;
    }
    if (action == ActionType.TOOL_CALL || action == ActionType.TOOL_RESULT) {
      throw new CliUsageException(what + " is missing");
    }
    return action.word();
  }
}

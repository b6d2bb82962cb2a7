// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import io.portcullis.api.ActionType;

/** Reads the tool of a call. */
public final class ToolNameArgument {
  private ToolNameArgument() {}

  /**
   * Returns the given name; without one, the word of an action that uses no tool.
   *
   * @param what the name of the argument in the message
   * @throws CliUsageException if the action needs a tool and none is given
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

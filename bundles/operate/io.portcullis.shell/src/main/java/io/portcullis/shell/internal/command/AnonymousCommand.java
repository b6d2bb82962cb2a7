// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.util.List;

/** A command that ignores who runs it. */
public interface AnonymousCommand extends Command {

  /** Runs the command for any operator. */
  CommandResult run(List<String> arguments) throws CommandUsageException, InterruptedException;

  @Override
  default CommandResult run(List<String> arguments, String operator)
      throws CommandUsageException, InterruptedException {
    return run(arguments);
  }
}

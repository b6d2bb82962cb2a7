// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.List;

/** A command that does not need to know who runs it. */
interface ImpersonalCommand extends Command {

  /** Runs it for anybody. */
  CommandResult run(List<String> arguments) throws UsageException, InterruptedException;

  @Override
  default CommandResult run(List<String> arguments, String operator)
      throws UsageException, InterruptedException {
    return run(arguments);
  }
}

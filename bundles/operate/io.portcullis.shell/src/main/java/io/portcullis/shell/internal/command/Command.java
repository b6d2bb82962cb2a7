// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.util.List;

/** One command. Thread-safe. */
public interface Command {

  /** Returns the usage in one line, such as {@code recent [N] [--json]}. */
  String usage();

  /**
   * Runs the command. The words after its name are taken literally.
   *
   * @param operator the user who runs it, authenticated by the control socket; in Gogo the user of
   *     the process
   */
  CommandResult run(List<String> arguments, String operator)
      throws CommandUsageException, InterruptedException;
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.List;

/** One command. Thread-safe. */
interface Command {

  /** The command line in one line, such as {@code recent [N] [--json]}. */
  String usage();

  /** Runs it; the words after the command's name are taken literally. */
  CommandResult run(List<String> arguments) throws UsageException, InterruptedException;
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.document;

import io.portcullis.cli.command.CommandTable;
import picocli.AutoComplete;

/** Writes scripts with which a shell completes commands, options and values. */
final class CompletionScripts {
  private CompletionScripts() {}

  static String bash() {
    return AutoComplete.bash(CommandTable.PROGRAM, CommandTable.commandLine());
  }

  /** Returns a script to be sourced, or to be put in a folder of {@code fpath} as _portcullis. */
  static String zsh() {
    // The script for bash loads bashcompinit under zsh. The first line is for compinit.
    return "#compdef " + CommandTable.PROGRAM + "\n" + bash();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.support.commandline.Presentation;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One run of a command, with its parsed arguments.
 *
 * @param arguments the parsed arguments
 * @param operator the user who runs it; the control socket has authenticated them
 * @param display who reads the output
 */
public record ShellRequest(CommandArguments arguments, String operator, Display display) {

  /** Returns how text is presented to the reader. */
  public Presentation presentation() {
    return new Presentation(
        display != Display.PLAIN, display == Display.COLOUR_TERMINAL, InstantSource.system());
  }

  /** Returns the value of an option; empty if it is not given. */
  public Optional<String> value(String option) {
    return arguments.value(option);
  }

  /** Returns whether an option is given. */
  public boolean has(String option) {
    return arguments.has(option);
  }

  /** Returns the arguments that are not options. */
  public List<String> words() {
    return arguments.words();
  }
}

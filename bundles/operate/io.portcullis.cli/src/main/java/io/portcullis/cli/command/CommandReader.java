// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.TerminalStreams;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * Parses a command line by the table of all commands. Prints the help where it is asked for, and
 * what is wrong with the command line. Not thread-safe.
 */
public final class CommandReader {
  private final OutputStream out;
  private final CommandHelp errors;
  private final boolean coloured;
  private int exitCode = ExitCode.OK;

  /** Creates a reader that prints to two streams. */
  public CommandReader(OutputStream out, PrintStream err, TerminalStreams terminal) {
    this.out = out;
    this.errors = new CommandHelp(err, terminal.colouredErrors());
    this.coloured = terminal.output() && terminal.colours();
  }

  /**
   * Parses a command line.
   *
   * @return the command; null if its help or an error was printed, and {@link #exitCode} is the
   *     exit code of the process
   */
  public @Nullable ParsedCommand read(List<String> words) {
    try {
      ParsedCommand command = ParsedCommand.parse(CommandTable.commandLineFor(words), words);
      if (!command.result().isUsageHelpRequested()) {
        return command;
      }
      PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
      new CommandHelp(text, coloured).help(command.commandLine());
      text.flush();
    } catch (ParameterException e) {
      errors.usageError(e);
      exitCode = ExitCode.USAGE;
    }
    return null;
  }

  /** Returns the exit code of the process when {@link #read} has returned null. */
  public int exitCode() {
    return exitCode;
  }

  /** Prints what is wrong with the arguments of a command. */
  public int usageError(ParsedCommand command, String message) {
    errors.usageError(command.commandLine(), message);
    return ExitCode.USAGE;
  }

  /** Prints why a command cannot do its work. */
  public int error(String message) {
    errors.error(message);
    return ExitCode.USAGE;
  }
}

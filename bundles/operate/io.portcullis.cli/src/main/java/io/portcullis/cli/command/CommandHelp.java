// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.support.text.PrintableText;
import io.portcullis.support.text.Spelling;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Writes help and messages about a command line. */
public final class CommandHelp {
  private final PrintStream to;
  private final boolean coloured;

  /**
   * Creates a writer.
   *
   * @param to where to write
   * @param coloured whether escape sequences for colours may be written
   */
  public CommandHelp(PrintStream to, boolean coloured) {
    this.to = to;
    this.coloured = coloured;
  }

  /** Writes the whole help of a command. */
  public void help(CommandLine command) {
    PrintWriter writer = new PrintWriter(to, false, StandardCharsets.UTF_8);
    command.usage(writer, ansi());
    writer.flush();
  }

  /** Writes a message that is not about the command line. */
  public void error(String message) {
    to.println(ansi().string("@|bold,red portcullis:|@ ") + PrintableText.escaped(message));
  }

  /** Writes a message about the command line, and the synopsis of the command. */
  public void usageError(CommandLine command, String message) {
    error(message);
    CommandLine.Help help = command.getHelp();
    to.print("usage: " + help.synopsis(0));
    to.println("See '" + command.getCommandSpec().qualifiedName(" ") + " --help'.");
  }

  /** Writes what the parser did not understand, with names that are spelled similarly. */
  public void usageError(ParameterException problem) {
    usageError(problem.getCommandLine(), message(problem) + hint(problem));
  }

  private static String message(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unknown(problem.getCommandLine(), unmatched.getUnmatched().get(0));
    }
    if (problem instanceof OverwrittenOptionException overwritten) {
      return CommandBuilder.nameOf(overwritten.getOverwritten()) + " is given twice";
    }
    if (problem instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return CommandBuilder.nameOf(missing.getMissing().get(0)) + " needs a value";
    }
    return String.valueOf(problem.getMessage());
  }

  private static String unknown(CommandLine command, String word) {
    if (word.startsWith("-")) {
      return "unknown option " + word;
    }
    if (command.getSubcommands().isEmpty()) {
      return "unexpected argument " + word;
    }
    String path = ParsedCommand.pathOf(command);
    return "unknown command: " + (path.isEmpty() ? word : path + " " + word);
  }

  private static String hint(ParameterException problem) {
    if (!(problem instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String word = unmatched.getUnmatched().get(0);
    CommandLine command = problem.getCommandLine();
    return Spelling.hint(
        word,
        word.startsWith("-")
            ? command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList()
            : command.getSubcommands().keySet());
  }

  private Ansi ansi() {
    return coloured ? Ansi.ON : Ansi.OFF;
  }
}

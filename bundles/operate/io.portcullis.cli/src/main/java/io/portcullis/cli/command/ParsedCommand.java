// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.argument.CliUsageException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command that a command line names, with its options and arguments.
 *
 * @param path the words of the command, such as {@code journal verify}
 * @param result what picocli parsed for this command
 */
public record ParsedCommand(String path, ParseResult result) {
  private static final char UNDECODABLE = '\uFFFD';

  /**
   * Parses the words of a command line.
   *
   * @throws CommandLine.ParameterException if a command or option is unknown, repeated or without
   *     its value
   */
  public static ParsedCommand parse(CommandLine table, List<String> words) {
    ParseResult result = table.parseArgs(words.toArray(String[]::new));
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    if (!result.unmatched().isEmpty()) { // picocli accepts them beside --help
      throw new UnmatchedArgumentException(result.commandSpec().commandLine(), result.unmatched());
    }
    return new ParsedCommand(pathOf(result.commandSpec().commandLine()), result);
  }

  /** Returns the words of a command without the name of the program; empty for the program. */
  static String pathOf(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    return name.substring(Math.min(name.length(), CommandTable.PROGRAM.length() + 1));
  }

  /** Returns the picocli command, for its help. */
  public CommandLine commandLine() {
    return result.commandSpec().commandLine();
  }

  /**
   * Refuses values that the JVM could not decode: the command would use another text than the user
   * typed.
   *
   * @throws CliUsageException if a value holds a replacement character
   */
  public void requireDecodable() throws CliUsageException {
    for (ArgSpec argument : result.matchedArgs()) {
      for (String value : argument.originalStringValues()) {
        if (value.indexOf(UNDECODABLE) >= 0) {
          throw new CliUsageException(
              CommandBuilder.nameOf(argument)
                  + " is not readable in the character set of this locale; use --batch");
        }
      }
    }
  }

  /** Returns whether an option is given. */
  public boolean has(String option) {
    return result.hasMatchedOption(option);
  }

  /** Returns the value of an option, or null if it is not given. */
  public @Nullable String value(String option) {
    return has(option) ? result.matchedOption(option).originalStringValues().get(0) : null;
  }

  /** Returns the value of an option, or another text if it is not given. */
  public String value(String option, String otherwise) {
    String value = value(option);
    return value == null ? otherwise : value;
  }

  /**
   * Returns the value of an option that must be given.
   *
   * @throws CliUsageException if the option is missing or blank
   */
  public String required(String option) throws CliUsageException {
    String value = value(option, "");
    if (value.isBlank()) {
      throw new CliUsageException(option + " is missing");
    }
    return value;
  }

  /** Returns the arguments that are not options. */
  public List<String> words() {
    return result.matchedPositionals().stream()
        .flatMap(argument -> argument.originalStringValues().stream())
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.CommandHelp;
import io.portcullis.cli.command.CommandTable;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.document.CompletionCommand;
import io.portcullis.cli.journal.JournalCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.TerminalColours;
import io.portcullis.cli.policy.PolicyCheckCommand;
import io.portcullis.cli.policy.PolicyValidateCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs the commands that need no container, and turns failures into messages and exit codes. */
public final class CommandDispatcher {
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final TerminalColours colours;

  /** Creates a dispatcher on three streams, without colours. */
  public CommandDispatcher(InputStream in, OutputStream out, PrintStream err) {
    this(in, out, err, TerminalColours.NONE);
  }

  /** Creates a dispatcher on three streams. */
  public CommandDispatcher(
      InputStream in, OutputStream out, PrintStream err, TerminalColours colours) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.colours = colours;
  }

  /** Runs a command and returns the exit code of the process. */
  public int run(List<String> arguments) {
    CommandLine table = CommandTable.commandLineFor(arguments);
    try {
      return run(ParsedCommand.parse(table, arguments));
    } catch (ParameterException e) { // of the command line, or of the words after help
      errors().usageError(e);
      return ExitCode.USAGE;
    }
  }

  private int run(ParsedCommand command) {
    try {
      if (command.result().isUsageHelpRequested()) {
        return help(command.commandLine());
      }
      command.requireDecodable();
      return dispatch(command);
    } catch (CliUsageException e) {
      errors().usageError(command.commandLine(), String.valueOf(e.getMessage()));
    } catch (FileSystemException e) {
      errors().error(e.getFile() + ": it cannot be read");
    } catch (IOException e) {
      errors().error(String.valueOf(e.getMessage()));
    }
    return ExitCode.USAGE;
  }

  private int dispatch(ParsedCommand command) throws CliUsageException, IOException {
    return switch (command.path()) {
      case "check" -> new PolicyCheckCommand(in, out, err).run(command);
      case "policy validate" -> new PolicyValidateCommand(out).run(command.words());
      case "journal verify", "journal export", "journal tail", "journal stats", "journal replay" ->
          new JournalCommand(out, err).run(command);
      case "reviewer" -> new ReviewerCommand(out).run(command.words());
      case "completion" -> new CompletionCommand(out).run(command.words());
      case "help" -> helpOn(command.words());
      case "" -> throw new CliUsageException("no command is given");
      case "policy", "journal" ->
          throw new CliUsageException("no " + command.path() + " command is given");
      default -> throw new CliUsageException(command.path() + " is started by bin/portcullis");
    };
  }

  private int helpOn(List<String> words) {
    return help(ParsedCommand.parse(CommandTable.commandLine(), words).commandLine());
  }

  private int help(CommandLine command) {
    PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
    new CommandHelp(text, colours.output()).help(command);
    text.flush();
    return ExitCode.OK;
  }

  private CommandHelp errors() {
    return new CommandHelp(err, colours.errors());
  }
}

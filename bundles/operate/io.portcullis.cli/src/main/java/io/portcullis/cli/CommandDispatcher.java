// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.CommandReader;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.document.CompletionCommand;
import io.portcullis.cli.journal.JournalCommand;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.cli.output.TerminalStreams;
import io.portcullis.cli.policy.PolicyCheckCommand;
import io.portcullis.cli.policy.PolicyExplainCommand;
import io.portcullis.cli.policy.cases.PolicyTestCommand;
import io.portcullis.cli.policy.diff.PolicyDiffCommand;
import io.portcullis.cli.policy.init.PolicyInitCommand;
import io.portcullis.cli.policy.schema.PolicySchemaCommand;
import io.portcullis.cli.policy.suggest.PolicySuggestCommand;
import io.portcullis.cli.policy.validate.PolicyValidateCommand;
import io.portcullis.support.commandline.Presentation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.stream.Stream;

/** Runs the commands that need no container, and turns failures into messages and exit codes. */
public final class CommandDispatcher {
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final Presentation presentation;
  private final CommandReader reader;

  /** Creates a dispatcher on three streams. */
  public CommandDispatcher(
      InputStream in, OutputStream out, PrintStream err, TerminalStreams terminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.presentation = terminal.presentation();
    this.reader = new CommandReader(out, err, terminal);
  }

  /** Runs a command and returns the exit code of the process. */
  public int run(List<String> arguments) {
    ParsedCommand command = reader.read(arguments);
    return command == null ? reader.exitCode() : run(command);
  }

  private int run(ParsedCommand command) {
    try {
      command.requireDecodable();
      return dispatch(command);
    } catch (CliUsageException e) {
      return reader.usageError(command, String.valueOf(e.getMessage()));
    } catch (FileSystemException e) {
      return reader.error(e.getFile() + ": it cannot be read");
    } catch (IOException e) {
      return reader.error(String.valueOf(e.getMessage()));
    }
  }

  private int dispatch(ParsedCommand command) throws CliUsageException, IOException {
    return switch (command.path()) {
      case "check" -> new PolicyCheckCommand(in, out, err).run(command);
      case "policy validate" -> new PolicyValidateCommand(in, lines()).run(command);
      case "policy init" -> new PolicyInitCommand(out, err).run(command);
      case "policy suggest" -> new PolicySuggestCommand(out, err).run(command);
      case "policy explain" -> new PolicyExplainCommand(lines(), err).run(command);
      case "policy test" -> new PolicyTestCommand(lines()).run(command);
      case "policy diff" -> new PolicyDiffCommand(lines(), err).run(command);
      case "policy schema" -> new PolicySchemaCommand(out).run(command);
      case "journal verify", "journal export", "journal tail", "journal stats", "journal replay" ->
          new JournalCommand(out, err, presentation).run(command);
      case "reviewer" -> new ReviewerCommand(out).run(command.words());
      case "completion" -> new CompletionCommand(out).run(command.words());
      case "help" -> helpOn(command.words());
      default -> throw notHere(command.path());
    };
  }

  private LineOutput lines() {
    return new LineOutput(out, presentation);
  }

  private static CliUsageException notHere(String path) {
    return switch (path) {
      case "" -> new CliUsageException("no command is given");
      case "policy", "journal", "ctl" -> new CliUsageException("no " + path + " command is given");
      default -> new CliUsageException(path + " is started by bin/portcullis");
    };
  }

  private int helpOn(List<String> words) {
    return run(Stream.concat(words.stream(), Stream.of("--help")).toList());
  }
}

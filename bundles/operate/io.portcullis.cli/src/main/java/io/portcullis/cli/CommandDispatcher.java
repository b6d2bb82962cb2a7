// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.journal.JournalCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.TerminalText;
import io.portcullis.cli.policy.PolicyCheckCommand;
import io.portcullis.cli.policy.PolicyValidateCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.List;

/** Finds the command that is meant, and turns what goes wrong into a message and an exit code. */
public final class CommandDispatcher {
  private static final String USAGE =
      """
      usage: portcullis check --policy FILE|DIR --tool NAME [--args JSON] [--agent ID] [--team T] [--org O]
                 [--action tool_call|file_operation|network_call|process_exec|llm_call|tool_result]
                 [--source S] [--url U] [--mode enforce|observe|disabled] [--now INSTANT]
             portcullis check --policy FILE|DIR --batch FILE|- [--mode M] [--now INSTANT]
             portcullis policy validate FILE...
             portcullis journal verify FILE|DIR [--key FILE] [--allow-unsigned] [--json]
             portcullis journal export --format assembly DIR [--out FILE] [--force]
             portcullis journal tail DIR [-n N] [--follow] [--json]
             portcullis journal stats DIR [--json]
             portcullis journal replay DIR --policy FILE|DIR [--json]
             portcullis reviewer NAME\
      """;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;

  public CommandDispatcher(InputStream in, OutputStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  public int run(List<String> arguments) {
    try {
      return dispatch(arguments);
    } catch (CliUsageException e) {
      err.println("portcullis: " + TerminalText.line(String.valueOf(e.getMessage())));
      err.println(USAGE);
    } catch (FileSystemException e) {
      err.println("portcullis: " + TerminalText.line(e.getFile() + ": it cannot be read"));
    } catch (IOException e) {
      err.println("portcullis: " + TerminalText.line(String.valueOf(e.getMessage())));
    }
    return ExitCode.USAGE;
  }

  private int dispatch(List<String> arguments) throws CliUsageException, IOException {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    if (command.equals("check")) {
      return new PolicyCheckCommand(in, out, err).run(arguments.subList(1, arguments.size()));
    }
    if (command.equals("policy") && arguments.size() > 1 && arguments.get(1).equals("validate")) {
      return new PolicyValidateCommand(out).run(arguments.subList(2, arguments.size()));
    }
    if (command.equals("journal")) {
      return new JournalCommand(out, err).run(arguments.subList(1, arguments.size()));
    }
    if (command.equals("reviewer")) {
      return new ReviewerCommand(out).run(arguments.subList(1, arguments.size()));
    }
    throw new CliUsageException(
        command.isEmpty()
            ? "no command is given"
            : "unknown command " + String.join(" ", arguments));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.validate;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.ToolSchema;
import io.portcullis.support.commandline.TextStyle;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reports for each document whether it can be used, and rules that are probably not meant. */
public final class PolicyValidateCommand {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_BYTES = 1 << 20;

  private final InputStream in;
  private final LineOutput lines;

  /** Reads {@code -} from a stream and prints to an output. */
  public PolicyValidateCommand(InputStream in, LineOutput lines) {
    this.in = in;
    this.lines = lines;
  }

  /**
   * Validates documents and returns the exit code.
   *
   * @throws CliUsageException if no document is named, a name is not a path, or the tools cannot be
   *     read
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    List<String> files = options.words();
    if (files.isEmpty()) {
      throw new CliUsageException("no document is named");
    }
    if (files.stream().filter(STANDARD_INPUT::equals).count() > 1) {
      throw new CliUsageException("standard input is named twice");
    }
    List<ToolSchema> tools =
        options.has("--tools") ? ToolSchemas.read(options.required("--tools")) : List.of();
    boolean usable = true;
    for (String file : files) {
      usable &= report(file, problems(file, tools), options.has("--json"));
    }
    lines.flush();
    return usable ? ExitCode.OK : ExitCode.INVALID;
  }

  private List<ReportedProblem> problems(String file, List<ToolSchema> tools)
      throws CliUsageException, IOException {
    try {
      Policies policies = load(file);
      List<ReportedProblem> problems = new ArrayList<>();
      policies.warnings().forEach(warning -> problems.add(ReportedProblem.warning(warning)));
      policies.findings(tools).forEach(finding -> problems.add(ReportedProblem.of(finding)));
      return problems;
    } catch (PolicyException e) {
      return e.problems().stream().map(ReportedProblem::error).toList();
    }
  }

  private Policies load(String file) throws CliUsageException, IOException, PolicyException {
    PolicyLoader loader = new PolicyLoader();
    return file.equals(STANDARD_INPUT)
        ? loader.parse(file, in.readNBytes(MAX_BYTES + 1))
        : loader.load(PathArgument.parse(file));
  }

  /** Returns whether no problem is an error. */
  private boolean report(String file, List<ReportedProblem> problems, boolean json)
      throws IOException {
    boolean usable = problems.stream().noneMatch(ReportedProblem::error);
    for (ReportedProblem problem : problems) {
      if (json) {
        lines.json(problem::write);
      } else {
        lines.line(problem.error() ? TextStyle.BAD : TextStyle.WARNING, problem.text());
        printExcerpt(problem);
      }
    }
    if (usable && !json) {
      lines.line(TextStyle.GOOD, file + ": ok");
    }
    return usable;
  }

  /** Prints the line of the document and the caret below it, indented. */
  private void printExcerpt(ReportedProblem problem) throws IOException {
    for (String line : problem.problem().excerpt().lines().toList()) {
      lines.line("    " + line);
    }
  }
}

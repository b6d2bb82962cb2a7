// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.support.commandline.TextStyle;
import java.io.IOException;
import java.util.List;

/** Reports for each document whether it can be used. */
public final class PolicyValidateCommand {
  private final LineOutput lines;

  /** Prints to an output. */
  public PolicyValidateCommand(LineOutput lines) {
    this.lines = lines;
  }

  /**
   * Validates documents and returns the exit code.
   *
   * @throws CliUsageException if no document is named or a name is not a path
   */
  public int run(List<String> files) throws CliUsageException, IOException {
    if (files.isEmpty()) {
      throw new CliUsageException("no document is named");
    }
    boolean usable = true;
    for (String file : files) {
      usable &= validate(file);
    }
    lines.flush();
    return usable ? ExitCode.OK : ExitCode.INVALID;
  }

  private boolean validate(String file) throws CliUsageException, IOException {
    try {
      Policies policies = new PolicyLoader().load(PathArgument.parse(file));
      for (PolicyProblem warning : policies.warnings()) {
        lines.line(TextStyle.WARNING, place(warning) + "warning: " + warning.message());
        printExcerpt(warning);
      }
      lines.line(TextStyle.GOOD, file + ": ok");
      return true;
    } catch (PolicyException e) {
      for (PolicyProblem problem : e.problems()) {
        lines.line(TextStyle.BAD, place(problem) + problem.message());
        printExcerpt(problem);
      }
      return false;
    }
  }

  /** Prints the line of the document and the caret below it, indented. */
  private void printExcerpt(PolicyProblem problem) throws IOException {
    for (String line : problem.excerpt().lines().toList()) {
      lines.line("    " + line);
    }
  }

  private static String place(PolicyProblem problem) {
    return problem.file() + ":" + problem.line() + ":" + problem.column() + ": ";
  }
}

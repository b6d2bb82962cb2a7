// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.RecordVisitor;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints how the decisions, or the contents, of two policies differ. */
public final class PolicyDiffCommand {
  private final LineOutput lines;
  private final PrintStream err;

  /** Prints to an output, and problems to a stream. */
  public PolicyDiffCommand(LineOutput lines, PrintStream err) {
    this.lines = lines;
    this.err = err;
  }

  /**
   * Compares two policies and returns the exit code.
   *
   * @throws CliUsageException if not two policies are named, or the journal does not exist
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    List<String> names = command.words();
    if (names.size() != 2) {
      throw new CliUsageException("two policies are needed, the old one and the new one");
    }
    Path before = PathArgument.parse(names.get(0));
    Path after = PathArgument.parse(names.get(1));
    Path journal = command.has("--journal") ? journal(command) : null;
    boolean json = command.has("--json");
    try {
      PolicyLoader loader = new PolicyLoader();
      Policies old = loader.load(before);
      Policies changed = loader.load(after);
      if (journal != null) {
        return decisions(new VerdictChanges(old, changed), journal, json);
      }
      new ContentDiff(PolicyContent.of(before, old), PolicyContent.of(after, changed))
          .print(lines, json);
      lines.flush();
      return ExitCode.OK;
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(PrintableText.escaped(problem.toString())));
      return ExitCode.USAGE;
    }
  }

  private static Path journal(ParsedCommand command) throws CliUsageException {
    Path journal = PathArgument.parse(command.required("--journal"));
    if (!Files.exists(journal)) {
      throw new CliUsageException(journal + ": it does not exist");
    }
    return journal;
  }

  private int decisions(VerdictChanges changes, Path journal, boolean json) throws IOException {
    long bad = new RecordVisitor(err).of(journal, changes::take);
    if (json) {
      changes.json(lines);
    } else {
      changes.text(lines);
    }
    lines.flush();
    if (bad > 0) {
      return ExitCode.USAGE;
    }
    return changes.newlyAllowed() == 0 ? ExitCode.OK : ExitCode.NEWLY_ALLOWED;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.RecordVisitor;
import io.portcullis.cli.journal.replay.PolicyReplay;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.policy.draft.NewFile;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the smallest policy that would have allowed recorded calls. */
public final class PolicySuggestCommand {
  private final OutputStream out;
  private final PrintStream err;

  /** Prints to two streams. */
  public PolicySuggestCommand(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Writes the policy and returns the exit code.
   *
   * @throws CliUsageException if the journal is missing, an option has an unknown value, or the
   *     file exists and must not be replaced
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    Path journal = journal(options);
    NewFile file = NewFile.of(options, "--out");
    JournalCalls calls = new JournalCalls(options.has("--include"));
    long bad = new RecordVisitor(err).of(journal, calls::add);
    try {
      write(file, checked(journal, calls));
    } catch (PolicyException e) {
      err.println("portcullis: " + PrintableText.escaped(e.problems().get(0).toString()));
      return ExitCode.USAGE;
    }
    err.println(
        "portcullis: %d rules for %d calls, %d calls are not covered; review each rule"
            .formatted(calls.groups().size(), calls.calls(), calls.left()));
    return bad == 0 ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  private static Path journal(ParsedCommand options) throws CliUsageException {
    if (!options.value("--include", "denied").equals("denied")) {
      throw new CliUsageException("--include is not: denied");
    }
    Path journal = PathArgument.parse(options.required("--journal"));
    if (!Files.exists(journal)) {
      throw new CliUsageException(journal + ": it does not exist");
    }
    return journal;
  }

  /** Returns a policy without the fences that recorded calls do not pass. */
  private static String checked(Path journal, JournalCalls calls)
      throws IOException, PolicyException {
    do {
      String text = new SuggestedDocument(calls).text();
      Policies policies =
          new PolicyLoader().parse("suggested policy", text.getBytes(StandardCharsets.UTF_8));
      PolicyReplay replay = new PolicyReplay(policies);
      PrintStream quiet =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      new RecordVisitor(quiet).of(journal, record -> calls.check(record, replay));
    } while (calls.openFailedFences());
    return new SuggestedDocument(calls).text();
  }

  private void write(@Nullable NewFile file, String text) throws CliUsageException, IOException {
    if (file == null) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } else {
      file.write(text);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.JournalArgument;
import io.portcullis.cli.journal.records.RecordSummary;
import io.portcullis.cli.journal.records.RecordVisitor;
import io.portcullis.cli.journal.replay.PolicyReplay.Comparison;
import io.portcullis.cli.journal.replay.PolicyReplay.PolicyAnswer;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Prints the recorded calls that another policy would decide differently. */
public final class JournalReplayCommand {
  private static final String ROW = "%10s  %-9s  %-11s  %-24s  %-24s  %-24s  %s";

  private final LineOutput lines;
  private final PrintStream err;

  public JournalReplayCommand(LineOutput lines, PrintStream err) {
    this.lines = lines;
    this.err = err;
  }

  /**
   * Replays the journal, prints the differences and returns the exit code.
   *
   * @throws CliUsageException if an option or the journal is missing or not understood
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    boolean json = command.has("--json");
    Path policy = PathArgument.parse(command.required("--policy"));
    Path journal = JournalArgument.existing(command);
    Policies policies;
    try {
      policies = new PolicyLoader().load(policy);
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(PrintableText.escaped(problem.toString())));
      return ExitCode.USAGE;
    }
    Run run = new Run(new PolicyReplay(policies), json);
    if (!json) {
      lines.line(ROW.formatted("seq", "was", "would be", "tool", "agent", "call", "rule"));
    }
    long bad = new RecordVisitor(err).of(journal, run::take);
    run.total();
    if (bad > 0) {
      return ExitCode.BAD_JOURNAL;
    }
    return run.different == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  /** Prints as it goes: there may be more differences than fit in memory. */
  private final class Run {
    private final PolicyReplay replay;
    private final boolean json;
    private final Map<PolicyAnswer, Long> answered = new EnumMap<>(PolicyAnswer.class);
    private final Map<PolicyAnswer, Long> unanswered = new EnumMap<>(PolicyAnswer.class);
    private long different;
    private long lost;

    Run(PolicyReplay replay, boolean json) {
      this.replay = replay;
      this.json = json;
    }

    void take(JournalRecord record) throws IOException {
      if (record.kind().equals("gap")) {
        lost += Math.max(0, record.whole("lost"));
      }
      if (record.kind().equals("decided")) {
        compare(record);
      }
      replay.follow(record);
    }

    private void compare(JournalRecord record) throws IOException {
      Comparison compared = replay.compare(record);
      boolean silent = compared.was() == PolicyAnswer.NOTHING;
      (silent ? unanswered : answered).merge(compared.would(), 1L, Long::sum);
      different += compared.differs() ? 1 : 0;
      if (compared.differs() || compared.would() == PolicyAnswer.UNDECIDABLE) {
        row(record, compared);
      }
    }

    private void row(JournalRecord record, Comparison compared) throws IOException {
      String agent = RecordSummary.agent(record);
      if (json) {
        lines.json(
            out -> {
              out.writeNumberField("seq", record.seq());
              out.writeStringField("call", record.text("call"));
              out.writeStringField("tool", record.text("tool"));
              out.writeStringField("agent", agent);
              out.writeStringField("was", compared.was().word());
              out.writeStringField("wouldBe", compared.would().word());
              out.writeStringField("rule", compared.rule());
            });
      } else {
        lines.line(
            ROW.formatted(
                record.seq(),
                compared.was().word(),
                compared.would().word(),
                RecordSummary.cut(record.text("tool")),
                agent,
                RecordSummary.cut(record.text("call")),
                RecordSummary.cut(compared.rule())));
      }
    }

    void total() throws IOException {
      if (json) {
        lines.json(
            out -> {
              out.writeNumberField("different", different);
              out.writeNumberField("undecidable", undecidable(answered) + undecidable(unanswered));
              out.writeNumberField("lost", lost);
              counts(out, "answered", answered);
              counts(out, "unanswered", unanswered);
            });
        return;
      }
      lines.line("");
      lines.line(
          "%d calls that a policy decided: %d different, %d the same, %d undecidable"
              .formatted(
                  sum(answered),
                  different,
                  sum(answered) - different - undecidable(answered),
                  undecidable(answered)));
      lines.line("they would be: " + counts(answered));
      if (sum(unanswered) > 0) {
        lines.line(
            sum(unanswered)
                + " calls that no policy answered then would be: "
                + counts(unanswered));
      }
      if (lost > 0) {
        lines.line(lost + " records were lost, by the gap records, and are not counted");
      }
    }

    private static void counts(JsonGenerator out, String name, Map<PolicyAnswer, Long> counts)
        throws IOException {
      out.writeObjectFieldStart(name);
      for (PolicyAnswer says :
          List.of(
              PolicyAnswer.ALLOW, PolicyAnswer.DENY, PolicyAnswer.ASK, PolicyAnswer.UNDECIDABLE)) {
        out.writeNumberField(says.word(), counts.getOrDefault(says, 0L));
      }
      out.writeEndObject();
    }

    private static String counts(Map<PolicyAnswer, Long> counts) {
      return "%d allow, %d deny, %d ask, %d undecidable"
          .formatted(
              counts.getOrDefault(PolicyAnswer.ALLOW, 0L),
              counts.getOrDefault(PolicyAnswer.DENY, 0L),
              counts.getOrDefault(PolicyAnswer.ASK, 0L),
              counts.getOrDefault(PolicyAnswer.UNDECIDABLE, 0L));
    }

    private static long undecidable(Map<PolicyAnswer, Long> counts) {
      return counts.getOrDefault(PolicyAnswer.UNDECIDABLE, 0L);
    }

    private static long sum(Map<PolicyAnswer, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}

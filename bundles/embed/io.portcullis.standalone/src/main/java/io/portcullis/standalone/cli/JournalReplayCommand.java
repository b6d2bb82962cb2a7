// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.journal.JournalRecord;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyException;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.standalone.cli.Replay.Compared;
import io.portcullis.standalone.cli.Replay.Says;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints what another policy would have said of the recorded calls, where it is not the same. */
final class JournalReplayCommand {
  private static final String ROW = "%10s  %-9s  %-11s  %-24s  %-24s  %-24s  %s";

  private final Lines lines;
  private final PrintStream err;

  JournalReplayCommand(Lines lines, PrintStream err) {
    this.lines = lines;
    this.err = err;
  }

  int run(List<String> given) throws UsageException, IOException {
    JournalArguments arguments =
        JournalArguments.parse(given, Set.of("--policy"), Set.of("--json"));
    Path policy = Paths.parse(arguments.options().required("--policy"));
    Path journal = arguments.there();
    Policies policies;
    try {
      policies = new PolicyLoader().load(policy);
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(Printable.line(problem.toString())));
      return ExitCode.USAGE;
    }
    Run run = new Run(new Replay(policies), arguments.json());
    if (!arguments.json()) {
      lines.line(ROW.formatted("seq", "was", "would be", "tool", "agent", "call", "rule"));
    }
    long bad = new EachRecord(err).of(journal, run::take);
    run.total();
    return bad == 0 ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  /** Prints as it goes: there may be more differences than fit in memory. */
  private final class Run {
    private final Replay replay;
    private final boolean json;
    private final Map<Says, Long> answered = new EnumMap<>(Says.class);
    private final Map<Says, Long> unanswered = new EnumMap<>(Says.class);
    private long different;
    private long lost;

    Run(Replay replay, boolean json) {
      this.replay = replay;
      this.json = json;
    }

    void take(JournalRecord record) throws IOException {
      if (record.kind().equals("gap")) {
        lost += Math.max(0, record.whole("lost"));
      }
      if (!record.kind().equals("decided")) {
        return;
      }
      Compared compared = replay.compare(record);
      boolean silent = compared.was() == Says.NOTHING;
      (silent ? unanswered : answered).merge(compared.would(), 1L, Long::sum);
      different += compared.differs() ? 1 : 0;
      if (compared.differs() || compared.would() == Says.UNDECIDABLE) {
        row(record, compared);
      }
    }

    private void row(JournalRecord record, Compared compared) throws IOException {
      String agent = RecordText.agent(record);
      if (json) {
        lines.json(
            out -> {
              out.writeNumberField("seq", record.seq());
              out.writeStringField("call", record.text("call"));
              out.writeStringField("tool", record.text("tool"));
              out.writeStringField("agent", agent);
              out.writeStringField("was", compared.was().word);
              out.writeStringField("wouldBe", compared.would().word);
              out.writeStringField("rule", compared.rule());
            });
      } else {
        lines.line(
            ROW.formatted(
                record.seq(),
                compared.was().word,
                compared.would().word,
                RecordText.cut(record.text("tool")),
                agent,
                RecordText.cut(record.text("call")),
                RecordText.cut(compared.rule())));
      }
    }

    void total() throws IOException {
      if (json) {
        lines.json(
            out -> {
              out.writeNumberField("different", different);
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
                  sum(answered) - different - answered.getOrDefault(Says.UNDECIDABLE, 0L),
                  answered.getOrDefault(Says.UNDECIDABLE, 0L)));
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

    private static void counts(JsonGenerator out, String name, Map<Says, Long> counts)
        throws IOException {
      out.writeObjectFieldStart(name);
      for (Says says : List.of(Says.ALLOW, Says.DENY, Says.ASK, Says.UNDECIDABLE)) {
        out.writeNumberField(says.word, counts.getOrDefault(says, 0L));
      }
      out.writeEndObject();
    }

    private static String counts(Map<Says, Long> counts) {
      return "%d allow, %d deny, %d ask, %d undecidable"
          .formatted(
              counts.getOrDefault(Says.ALLOW, 0L),
              counts.getOrDefault(Says.DENY, 0L),
              counts.getOrDefault(Says.ASK, 0L),
              counts.getOrDefault(Says.UNDECIDABLE, 0L));
    }

    private static long sum(Map<Says, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.JournalArgument;
import io.portcullis.cli.journal.records.RecordVisitor;
import io.portcullis.cli.output.DurationFormat;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts verdicts, agents, tools and times in a journal. */
public final class JournalStatsCommand {
  private static final int SHOWN = 20;

  private final LineOutput lines;
  private final PrintStream err;

  public JournalStatsCommand(LineOutput lines, PrintStream err) {
    this.lines = lines;
    this.err = err;
  }

  /**
   * Counts, prints the counts and returns the exit code.
   *
   * @throws CliUsageException if an option or the journal is missing or not understood
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    JournalStats stats = new JournalStats();
    long bad = new RecordVisitor(err).of(JournalArgument.existing(command), stats::add);
    if (command.has("--json")) {
      lines.json(json -> write(json, stats, bad));
    } else {
      print(stats);
    }
    return bad == 0 ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  private static Map<String, NameCounts> groups(JournalStats stats) {
    Map<String, NameCounts> groups = new LinkedHashMap<>();
    groups.put("verdicts", stats.verdicts);
    groups.put("bases", stats.bases);
    groups.put("denials", stats.denials);
    groups.put("agents", stats.agents);
    groups.put("tools", stats.tools);
    groups.put("outcomes", stats.outcomes);
    groups.put("events", stats.events);
    return groups;
  }

  private void print(JournalStats stats) throws IOException {
    lines.line("records: " + stats.records());
    lines.line("calls: " + stats.calls());
    lines.line("from: " + lines.presentation().time(stats.from()));
    lines.line("to: " + lines.presentation().time(stats.to()));
    lines.line("gaps: " + stats.gaps() + ", records lost: " + stats.lost());
    print("time to the verdict", stats.decided);
    print("time to the end of the tool", stats.ended);
    for (Map.Entry<String, NameCounts> group : groups(stats).entrySet()) {
      print(group.getKey(), group.getValue());
    }
  }

  private void print(String what, LatencyHistogram times) throws IOException {
    if (times.count() > 0) {
      lines.line(
          "%s: median %s, 90%% %s, 99%% %s, 99.9%% %s, longest %s"
              .formatted(
                  what,
                  DurationFormat.text(times.percentile(0.5)),
                  DurationFormat.text(times.percentile(0.9)),
                  DurationFormat.text(times.percentile(0.99)),
                  DurationFormat.text(times.percentile(0.999)),
                  DurationFormat.text(times.max())));
    }
  }

  private void print(String what, NameCounts counts) throws IOException {
    List<Map.Entry<String, Long>> sorted = counts.sorted();
    if (sorted.isEmpty()) {
      return;
    }
    lines.line(what + ":");
    long rest = counts.other();
    for (int i = 0; i < sorted.size(); i++) {
      if (i < SHOWN) {
        lines.line(text(sorted.get(i)));
      } else {
        rest += sorted.get(i).getValue();
      }
    }
    if (rest > 0) {
      lines.line("%10d  (other)".formatted(rest));
    }
  }

  private static String text(Map.Entry<String, Long> count) {
    String name = count.getKey();
    return "%10d  %s".formatted(count.getValue(), name.isEmpty() ? "(not known)" : name);
  }

  private static void write(JsonGenerator json, JournalStats stats, long bad) throws IOException {
    json.writeNumberField("records", stats.records());
    json.writeNumberField("calls", stats.calls());
    json.writeNumberField("bad", bad);
    json.writeStringField("from", stats.from());
    json.writeStringField("to", stats.to());
    json.writeNumberField("gaps", stats.gaps());
    json.writeNumberField("lost", stats.lost());
    write(json, "decidedNanos", stats.decided);
    write(json, "endedNanos", stats.ended);
    for (Map.Entry<String, NameCounts> group : groups(stats).entrySet()) {
      write(json, group.getKey(), group.getValue());
    }
  }

  private static void write(JsonGenerator json, String what, NameCounts counts) throws IOException {
    json.writeArrayFieldStart(what);
    for (Map.Entry<String, Long> name : counts.sorted()) {
      json.writeStartObject();
      json.writeStringField("name", name.getKey());
      json.writeNumberField("count", name.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField(what + "Other", counts.other());
  }

  private static void write(JsonGenerator json, String name, LatencyHistogram times)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", times.count());
    json.writeNumberField("p50", times.percentile(0.5));
    json.writeNumberField("p90", times.percentile(0.9));
    json.writeNumberField("p99", times.percentile(0.99));
    json.writeNumberField("p999", times.percentile(0.999));
    json.writeNumberField("max", times.max());
    json.writeEndObject();
  }
}

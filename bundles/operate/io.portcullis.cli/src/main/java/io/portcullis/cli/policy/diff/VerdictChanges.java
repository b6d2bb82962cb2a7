// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.cli.journal.records.RecordSummary;
import io.portcullis.cli.journal.replay.PolicyReplay;
import io.portcullis.cli.journal.replay.PolicyReplay.PolicyAnswer;
import io.portcullis.cli.journal.replay.PolicyReplay.Replayed;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.policy.Policies;
import io.portcullis.support.commandline.TextStyle;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides recorded calls by two policies, and counts the calls whose decision changes. Equal
 * changes are one row. Not thread-safe.
 */
final class VerdictChanges {
  private static final String ROW = "%8s  %-6s  %-8s  %-24s  %-24s  %s";

  /** The maximum number of rows in memory. Further ones share the row of other tools. */
  private static final int MAX_ROWS = 10_000;

  private static final String OTHER = "(other tools)";

  private final PolicyReplay before;
  private final PolicyReplay after;
  private final Map<VerdictChange, Long> changes = new LinkedHashMap<>();
  private long calls;
  private long different;
  private long undecidable;
  private long newlyAllowed;
  private long lost;

  VerdictChanges(Policies before, Policies after) {
    this.before = new PolicyReplay(before);
    this.after = new PolicyReplay(after);
  }

  /** Returns how many calls only the new policy allows. */
  long newlyAllowed() {
    return newlyAllowed;
  }

  /** Adds the next record of the journal. */
  void take(JournalRecord record) {
    if (record.kind().equals("gap")) {
      lost += Math.max(0, record.whole("lost"));
    }
    if (record.kind().equals("decided")) {
      calls++;
      compare(record, before.decide(record), after.decide(record));
    }
    before.follow(record);
    after.follow(record);
  }

  private void compare(JournalRecord record, Replayed was, Replayed wouldBe) {
    if (was.answer() == PolicyAnswer.UNDECIDABLE || wouldBe.answer() == PolicyAnswer.UNDECIDABLE) {
      undecidable++;
    } else if (was.answer() != wouldBe.answer()) {
      String tool = record.text("tool").isEmpty() ? record.text("action") : record.text("tool");
      VerdictChange change = new VerdictChange(RecordSummary.cut(tool), was, wouldBe);
      different++;
      newlyAllowed += change.newlyAllowed() ? 1 : 0;
      boolean room = changes.size() < MAX_ROWS || changes.containsKey(change);
      changes.merge(room ? change : merged(change), 1L, Long::sum);
    }
  }

  private static VerdictChange merged(VerdictChange change) {
    return new VerdictChange(
        OTHER,
        new Replayed(change.was().answer(), ""),
        new Replayed(change.wouldBe().answer(), ""));
  }

  /** Prints a table of the changes, and the totals. */
  void text(LineOutput lines) throws IOException {
    lines.line(ROW.formatted("count", "was", "would be", "tool", "by", "would be by"));
    for (Map.Entry<VerdictChange, Long> each : changes.entrySet()) {
      VerdictChange change = each.getKey();
      String row =
          ROW.formatted(
              each.getValue(),
              change.was().answer().word(),
              change.wouldBe().answer().word(),
              change.tool(),
              RecordSummary.cut(change.was().rule()),
              RecordSummary.cut(change.wouldBe().rule()));
      lines.line(change.newlyAllowed() ? TextStyle.WARNING : TextStyle.PLAIN, row);
    }
    lines.line("");
    lines.line(
        "%d recorded calls: %d decided differently, %d the same, %d undecidable"
            .formatted(calls, different, calls - different - undecidable, undecidable));
    lines.line(
        newlyAllowed == 0 ? TextStyle.GOOD : TextStyle.BAD,
        newlyAllowed + " calls are newly allowed");
    if (lost > 0) {
      lines.line(lost + " records were lost, by the gap records, and are not counted");
    }
  }

  /** Prints an object for each change, and one with the totals. */
  void json(LineOutput lines) throws IOException {
    for (Map.Entry<VerdictChange, Long> each : changes.entrySet()) {
      lines.json(
          out -> {
            out.writeStringField("tool", each.getKey().tool());
            write(out, "was", "by", each.getKey().was());
            write(out, "wouldBe", "wouldBeBy", each.getKey().wouldBe());
            out.writeNumberField("count", each.getValue());
          });
    }
    lines.json(
        out -> {
          out.writeNumberField("calls", calls);
          out.writeNumberField("different", different);
          out.writeNumberField("same", calls - different - undecidable);
          out.writeNumberField("undecidable", undecidable);
          out.writeNumberField("newlyAllowed", newlyAllowed);
          out.writeNumberField("lost", lost);
        });
  }

  private static void write(JsonGenerator out, String answer, String rule, Replayed replayed)
      throws IOException {
    out.writeStringField(answer, replayed.answer().word());
    out.writeStringField(rule, replayed.rule());
  }
}

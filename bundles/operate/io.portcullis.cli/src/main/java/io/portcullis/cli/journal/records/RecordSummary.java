// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.records;

import io.portcullis.cli.output.DurationFormat;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.text.PrintableText;
import java.util.StringJoiner;

/** Summarises a record in one line for people; the caller escapes it for a terminal. */
public final class RecordSummary {
  private static final int MAX_TEXT = 300;

  private RecordSummary() {}

  /** Returns the number, the time and the content of a record. */
  public static String of(JournalRecord record, Presentation presentation) {
    return record.seq() + " " + presentation.time(record.text("time")) + " " + what(record);
  }

  /** Returns the style of a record that a reader may have to look at. */
  public static TextStyle style(JournalRecord record) {
    TextStyle style =
        switch (record.kind()) {
          case "decided" -> TextStyle.of(record.text("verdict"));
          case "ended" -> TextStyle.of(record.text("outcome"));
          default -> TextStyle.of(record.kind());
        };
    return style == TextStyle.GOOD ? TextStyle.PLAIN : style;
  }

  private static String what(JournalRecord record) {
    return switch (record.kind()) {
      case "decided" -> decided(record);
      case "ended" ->
          "ended %s: %s after %s%s"
              .formatted(
                  record.text("outcome"), cut(record.text("tool")), nanos(record), because(record));
      case "event" -> "event " + cut(record.text("event")) + by(record);
      case "gap" -> "gap: " + record.whole("lost") + " records lost" + because(record);
      case "recovered" -> recovered(record);
      case "removed" -> removed(record);
      case "segment" -> "segment " + record.whole("number") + " begins";
      case "sealed" -> "segment " + record.whole("number") + " is sealed";
      default -> cut(record.kind());
    };
  }

  private static String recovered(JournalRecord record) {
    return "recovered: %d records chained, %d bytes cut, %d records torn%s"
        .formatted(
            record.whole("chained"),
            record.whole("cutBytes"),
            record.whole("torn"),
            because(record));
  }

  private static String removed(JournalRecord record) {
    return "retention removed segments %d to %d, seq %d to %d%s"
        .formatted(
            record.whole("firstSegment"),
            record.whole("lastSegment"),
            record.whole("firstSeq"),
            record.whole("lastSeq"),
            because(record));
  }

  private static String decided(JournalRecord record) {
    String rule = cut(record.text("rule"));
    String person = cut(record.text("approvedBy"));
    return record.text("verdict")
        + ": "
        + cut(record.text("tool"))
        + by(record)
        + because(record)
        + (rule.isEmpty() ? "" : " [" + rule + "]")
        + (person.isEmpty() ? "" : ", decided by " + person)
        + (record.text("mode").equals("enforce") ? "" : ", mode " + cut(record.text("mode")));
  }

  private static String nanos(JournalRecord record) {
    return DurationFormat.text(record.whole("elapsedNanos"));
  }

  private static String by(JournalRecord record) {
    String agent = agent(record);
    return agent.isEmpty() ? "" : " by " + agent;
  }

  /** Returns organisation, team and agent, if they are known. */
  public static String agent(JournalRecord record) {
    StringJoiner agent = new StringJoiner("/");
    for (String name : new String[] {"org", "team", "agent"}) {
      if (!record.text(name).isEmpty()) {
        agent.add(cut(record.text(name)));
      }
    }
    return agent.toString();
  }

  private static String because(JournalRecord record) {
    String reason = cut(record.text("reason"));
    return reason.isEmpty() ? "" : ": " + reason;
  }

  public static String cut(String text) {
    return PrintableText.excerpt(text, MAX_TEXT);
  }
}

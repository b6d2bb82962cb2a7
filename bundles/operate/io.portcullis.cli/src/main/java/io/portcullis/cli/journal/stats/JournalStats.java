// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.stats;

import io.portcullis.cli.journal.records.RecordSummary;
import io.portcullis.journal.format.JournalRecord;

/** Counts records, in bounded memory. Not thread-safe. */
final class JournalStats {
  final NameCounts verdicts = new NameCounts();
  final NameCounts bases = new NameCounts();
  final NameCounts denials = new NameCounts();
  final NameCounts agents = new NameCounts();
  final NameCounts tools = new NameCounts();
  final NameCounts outcomes = new NameCounts();
  final NameCounts events = new NameCounts();
  final LatencyHistogram decided = new LatencyHistogram();
  final LatencyHistogram ended = new LatencyHistogram();
  private long records;
  private long calls;
  private long gaps;
  private long lost;
  private String from = "";
  private String to = "";

  void add(JournalRecord record) {
    records++;
    String time = record.text("time");
    // All times have one form, so that texts sort like times.
    from = from.isEmpty() || time.compareTo(from) < 0 ? time : from;
    to = time.compareTo(to) > 0 ? time : to;
    switch (record.kind()) {
      case "decided" -> decided(record);
      case "ended" -> ended(record);
      case "event" -> events.add(record.text("event"));
      case "gap" -> gap(record);
      default -> {
        // Of the journal itself.
      }
    }
  }

  private void ended(JournalRecord record) {
    outcomes.add(record.text("outcome"));
    ended.add(record.whole("elapsedNanos"));
  }

  private void gap(JournalRecord record) {
    gaps++;
    lost += Math.max(0, record.whole("lost"));
  }

  private void decided(JournalRecord record) {
    calls++;
    verdicts.add(record.text("verdict"));
    bases.add(record.text("basis"));
    agents.add(RecordSummary.agent(record));
    tools.add(record.text("tool"));
    decided.add(record.whole("elapsedNanos"));
    if (!record.text("verdict").equals("allow")) {
      String rule = record.text("rule");
      denials.add((rule.isEmpty() ? "" : "[" + rule + "] ") + record.text("reason"));
    }
  }

  long records() {
    return records;
  }

  long calls() {
    return calls;
  }

  long gaps() {
    return gaps;
  }

  long lost() {
    return lost;
  }

  /** Returns the earliest time of a record, or an empty text. */
  String from() {
    return from;
  }

  /** Returns the latest time of a record, or an empty text. */
  String to() {
    return to;
  }
}

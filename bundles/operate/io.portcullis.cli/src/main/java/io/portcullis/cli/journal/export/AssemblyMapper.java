// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.export;

import io.portcullis.cli.journal.export.AssemblyEntry.EventType;
import io.portcullis.journal.format.JournalRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps our records to entries of Agent Assembly. Not thread-safe. */
final class AssemblyMapper {
  /** Calls that have not ended. The end of a call that is not here any more gets no agent. */
  static final int MAX_OPEN = 100_000;

  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;

  /** The agent of a call, which the record of its end does not repeat. */
  private record Open(String agent, String trace, String team, String org, String policy) {
    static final Open UNKNOWN = new Open("", "", "", "", "");
  }

  private final Map<String, Open> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
          return size() > MAX_OPEN;
        }
      };

  /** Returns the entry of a record; null for a record about the journal's files. */
  @Nullable AssemblyEntry map(JournalRecord record) {
    return switch (record.kind()) {
      case "decided" -> decided(record);
      case "ended" -> ended(record);
      case "event" -> entry(record, eventType(record.text("event")), of(record));
      case "gap", "recovered", "removed" ->
          entry(record, EventType.GOVERNANCE_MUTATION, Open.UNKNOWN);
      default -> null;
    };
  }

  private AssemblyEntry decided(JournalRecord record) {
    Open call = of(record);
    boolean allowed = record.text("verdict").equals("allow");
    if (allowed) {
      open.put(record.text("call"), call);
    }
    return entry(
        record, allowed ? EventType.TOOL_CALL_INTERCEPTED : EventType.POLICY_VIOLATION, call);
  }

  private AssemblyEntry ended(JournalRecord record) {
    Open call = open.remove(record.text("call"));
    boolean denied = record.text("outcome").equals("denied");
    return entry(
        record,
        denied ? EventType.POLICY_VIOLATION : EventType.TOOL_DISPATCHED,
        call == null ? Open.UNKNOWN : call);
  }

  private static EventType eventType(String event) {
    return switch (event) {
      case "approval_requested" -> EventType.APPROVAL_REQUESTED;
      case "approval_granted" -> EventType.APPROVAL_GRANTED;
      case "approval_denied" -> EventType.APPROVAL_DENIED;
      case "approval_expired" -> EventType.APPROVAL_TIMED_OUT;
      default -> EventType.GOVERNANCE_MUTATION;
    };
  }

  private static Open of(JournalRecord record) {
    String digest = record.text("policyDigest");
    return new Open(
        record.text("agent"),
        record.text("trace"),
        record.text("team"),
        record.text("org"),
        // Upstream knows no other form, and would refuse it.
        digest.matches("sha256:[0-9a-f]{64}") ? digest : "");
  }

  private static AssemblyEntry entry(JournalRecord record, EventType type, Open call) {
    return new AssemblyEntry(
        type,
        nanos(record.text("time")),
        call.agent,
        call.trace,
        record.body().canonical(),
        call.team,
        call.org,
        call.policy);
  }

  /**
   * Times that upstream cannot hold become the nearest that it can; the payload has the true one.
   */
  private static long nanos(String time) {
    try {
      Instant instant = Instant.parse(time);
      long seconds = instant.getEpochSecond();
      if (seconds < 0) {
        return 0;
      }
      return seconds >= MAX_SECONDS ? Long.MAX_VALUE : seconds * 1_000_000_000 + instant.getNano();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}

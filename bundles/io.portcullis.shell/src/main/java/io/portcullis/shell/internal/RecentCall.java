// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.CallRecord;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is kept of a call record: short texts, and neither arguments nor the target URL, which may
 * carry secrets.
 */
record RecentCall(
    Instant at,
    String phase,
    String agent,
    String action,
    String tool,
    String source,
    String mode,
    String decidedBy,
    String verdict,
    String basis,
    String rule,
    String reason,
    String outcome,
    long elapsedNanos,
    List<String> notes) {
  private static final int MAX_CHARS = 200;
  private static final int MAX_NOTES = 8;

  static RecentCall of(CallRecord callRecord) {
    ToolCall call = callRecord.call();
    Verdict verdict = callRecord.verdict();
    return new RecentCall(
        callRecord.at(),
        Json.word(callRecord.phase()),
        agent(call.agent()),
        call.action().word(),
        cut(call.tool()),
        cut(call.source()),
        callRecord.mode().word(),
        cut(callRecord.decidedBy()),
        Json.word(verdict.kind()),
        Json.word(verdict.basis()),
        cut(verdict.rule()),
        cut(verdict.reason()),
        callRecord.outcome() == null ? "" : Json.word(callRecord.outcome()),
        callRecord.elapsedNanos(),
        callRecord.notes().stream().limit(MAX_NOTES).map(RecentCall::cut).toList());
  }

  private static String agent(AgentIdentity agent) {
    if (agent.org().isEmpty() && agent.team().isEmpty()) {
      return cut(agent.id()); // as a rule, and for every call
    }
    return Stream.of(agent.org(), agent.team(), agent.id())
        .filter(part -> !part.isEmpty())
        .map(RecentCall::cut)
        .collect(Collectors.joining("/"));
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }

  void row(Table table) {
    table.row(
        at.toString(),
        outcome.isEmpty() ? phase : outcome,
        verdict,
        tool,
        agent,
        TimeUnit.NANOSECONDS.toMicros(elapsedNanos) + " us",
        mode,
        basis,
        rule,
        reason + notes.stream().map(note -> "; " + note).collect(Collectors.joining()));
  }

  void write(JsonGenerator json) throws IOException {
    Json.field(json, "at", at.toString());
    Json.field(json, "phase", phase);
    Json.field(json, "agent", agent);
    Json.field(json, "action", action);
    Json.field(json, "tool", tool);
    Json.field(json, "source", source);
    Json.field(json, "mode", mode);
    Json.field(json, "decidedBy", decidedBy);
    Json.field(json, "verdict", verdict);
    Json.field(json, "basis", basis);
    Json.field(json, "rule", rule);
    Json.field(json, "reason", reason);
    Json.field(json, "outcome", outcome.isEmpty() ? null : outcome);
    json.writeNumberField("elapsedNanos", elapsedNanos);
    Json.texts(json, "notes", notes);
  }
}

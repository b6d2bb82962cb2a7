// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.CallRecord;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a call record: short texts, and neither arguments nor the target URL, which may
 * carry secrets.
 */
record RecentCall(
    Instant at,
    CallRecord.Phase phase,
    String agent,
    ActionType action,
    String tool,
    String source,
    EnforcementMode mode,
    String decidedBy,
    Verdict.Kind verdict,
    Verdict.Basis basis,
    String rule,
    String reason,
    ToolOutcome.@Nullable Kind outcome,
    long elapsedNanos,
    List<String> notes) {
  private static final int MAX_CHARS = 200;
  private static final int MAX_NOTES = 8;

  static RecentCall of(CallRecord callRecord) {
    ToolCall call = callRecord.call();
    Verdict verdict = callRecord.verdict();
    return new RecentCall(
        callRecord.at(),
        callRecord.phase(),
        agent(call.agent()),
        call.action(),
        cut(call.tool()),
        cut(call.source()),
        callRecord.mode(),
        cut(callRecord.decidedBy()),
        verdict.kind(),
        verdict.basis(),
        cut(verdict.rule()),
        cut(verdict.reason()),
        callRecord.outcome(),
        callRecord.elapsedNanos(),
        notes(callRecord.notes()));
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

  private static List<String> notes(List<String> all) {
    return all.isEmpty() ? all : all.stream().limit(MAX_NOTES).map(RecentCall::cut).toList();
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }

  void row(Table table) {
    table.row(
        at.toString(),
        Json.word(outcome == null ? phase : outcome),
        Json.word(verdict),
        tool,
        agent,
        TimeUnit.NANOSECONDS.toMicros(elapsedNanos) + " us",
        mode.word(),
        Json.word(basis),
        rule,
        reason + notes.stream().map(note -> "; " + note).collect(Collectors.joining()));
  }

  void write(JsonGenerator json) throws IOException {
    Json.field(json, "at", at.toString());
    Json.field(json, "phase", Json.word(phase));
    Json.field(json, "agent", agent);
    Json.field(json, "action", action.word());
    Json.field(json, "tool", tool);
    Json.field(json, "source", source);
    Json.field(json, "mode", mode.word());
    Json.field(json, "decidedBy", decidedBy);
    Json.field(json, "verdict", Json.word(verdict));
    Json.field(json, "basis", Json.word(basis));
    Json.field(json, "rule", rule);
    Json.field(json, "reason", reason);
    Json.field(json, "outcome", outcome == null ? null : Json.word(outcome));
    json.writeNumberField("elapsedNanos", elapsedNanos);
    Json.texts(json, "notes", notes);
  }
}

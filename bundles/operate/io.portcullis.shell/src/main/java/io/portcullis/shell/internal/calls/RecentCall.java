// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored part of a call record: short texts, without arguments and target URL, which may carry
 * secrets.
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
    return PrintableText.excerpt(text, MAX_CHARS);
  }

  void row(TextTable table, Presentation presentation) {
    table.row(
        presentation.time(at),
        TerminalJson.word(outcome == null ? phase : outcome),
        TerminalJson.word(verdict),
        tool,
        agent,
        TimeUnit.NANOSECONDS.toMicros(elapsedNanos) + " us",
        mode.word(),
        TerminalJson.word(basis),
        rule,
        reason + notes.stream().map(note -> "; " + note).collect(Collectors.joining()));
  }

  void write(JsonGenerator json) throws IOException {
    TerminalJson.field(json, "at", at.toString());
    TerminalJson.field(json, "phase", TerminalJson.word(phase));
    TerminalJson.field(json, "agent", agent);
    TerminalJson.field(json, "action", action.word());
    TerminalJson.field(json, "tool", tool);
    TerminalJson.field(json, "source", source);
    TerminalJson.field(json, "mode", mode.word());
    TerminalJson.field(json, "decidedBy", decidedBy);
    TerminalJson.field(json, "verdict", TerminalJson.word(verdict));
    TerminalJson.field(json, "basis", TerminalJson.word(basis));
    TerminalJson.field(json, "rule", rule);
    TerminalJson.field(json, "reason", reason);
    TerminalJson.field(json, "outcome", outcome == null ? null : TerminalJson.word(outcome));
    json.writeNumberField("elapsedNanos", elapsedNanos);
    TerminalJson.texts(json, "notes", notes);
  }
}

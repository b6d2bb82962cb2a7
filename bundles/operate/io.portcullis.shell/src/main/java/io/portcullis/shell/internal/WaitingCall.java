// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ApprovalDesk.Waiting;
import io.portcullis.api.ToolCall;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for an approval, as a reviewer sees it.
 *
 * @param waiting what the desk says
 */
record WaitingCall(Waiting waiting) {
  private static final int MOST_CHARS = 200;

  private String agent() {
    return agent(waiting.call().agent());
  }

  private static String agent(AgentIdentity agent) {
    return Stream.of(agent.org(), agent.team(), agent.id())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }

  void row(Table table) {
    table.row(
        waiting.id(),
        waiting.since().truncatedTo(ChronoUnit.SECONDS).toString(),
        waiting.until().truncatedTo(ChronoUnit.SECONDS).toString(),
        cut(agent()),
        cut(waiting.call().tool()),
        cut(waiting.reason()));
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
  }

  /** Everything, the arguments last, because they may be long. */
  String text() {
    ToolCall call = waiting.call();
    Table table = new Table("");
    row(table, "id", waiting.id());
    row(table, "call", call.id());
    row(table, "since", waiting.since().toString());
    row(table, "until", waiting.until().toString());
    row(table, "reason", waiting.reason());
    row(table, "rule", waiting.rule());
    row(table, "agent", agent());
    row(table, "on behalf of", caller(call.caller()));
    row(table, "action", call.action().word());
    row(table, "tool", call.tool());
    row(table, "source", call.source());
    row(table, "target", call.targetUrl());
    row(table, "trace", call.trace().traceId());
    row(table, "span", call.trace().spanId());
    row(table, "approvals needed", String.valueOf(waiting.needed()));
    row(table, "approved by", list(waiting.approvedBy()));
    row(table, "groups", waiting.groups().isEmpty() ? "any" : list(waiting.groups()));
    row(table, "digest", waiting.argumentsDigest());
    return table + "\narguments\n" + arguments(call.arguments());
  }

  private static String list(List<String> words) {
    return String.join(", ", words);
  }

  private static String caller(@Nullable AgentIdentity caller) {
    return caller == null ? "" : agent(caller);
  }

  private static void row(Table table, String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      table.row(label, value);
    }
  }

  private static String arguments(String json) {
    String shown = Json.pretty(json).orElse(json);
    return shown.lines().map(line -> "  " + Printable.line(line)).collect(Collectors.joining("\n"));
  }

  /** What a list shows. */
  void write(JsonGenerator json) throws IOException {
    ToolCall call = waiting.call();
    Json.field(json, "id", waiting.id());
    Json.field(json, "since", waiting.since().toString());
    Json.field(json, "until", waiting.until().toString());
    Json.field(json, "agent", agent());
    Json.field(json, "tool", call.tool());
    Json.field(json, "reason", waiting.reason());
    Json.field(json, "rule", waiting.rule());
    Json.field(json, "argumentsDigest", waiting.argumentsDigest());
    json.writeNumberField("needed", waiting.needed());
    Json.texts(json, "approvedBy", waiting.approvedBy());
    Json.texts(json, "groups", waiting.groups());
  }

  /** Everything; the arguments are the text that the digest is of. */
  void writeAll(JsonGenerator json) throws IOException {
    ToolCall call = waiting.call();
    write(json);
    Json.field(json, "call", call.id());
    Json.field(json, "caller", caller(call.caller()));
    Json.field(json, "action", call.action().word());
    Json.field(json, "source", call.source());
    Json.field(json, "targetUrl", call.targetUrl());
    Json.field(json, "trace", call.trace().traceId());
    Json.field(json, "span", call.trace().spanId());
    Json.field(json, "arguments", call.arguments());
  }
}

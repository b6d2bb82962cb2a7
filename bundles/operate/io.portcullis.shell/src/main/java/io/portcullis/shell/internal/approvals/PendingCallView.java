// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for an approval, as a reviewer sees it.
 *
 * @param waiting the request for a review
 */
record PendingCallView(ReviewRequest waiting) {
  private static final int MAX_CHARS = 200;

  private String agent() {
    return agent(waiting.call().agent());
  }

  private static String agent(AgentIdentity agent) {
    return Stream.of(agent.org(), agent.team(), agent.id())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }

  void row(TextTable table, Presentation presentation) {
    table.row(
        waiting.id(),
        presentation.time(waiting.since().truncatedTo(ChronoUnit.SECONDS)),
        presentation.time(waiting.until().truncatedTo(ChronoUnit.SECONDS)),
        cut(agent()),
        cut(waiting.call().tool()),
        cut(waiting.reason()));
  }

  private static String cut(String text) {
    return PrintableText.excerpt(text, MAX_CHARS);
  }

  /** Returns every detail, the arguments last, because they may be long. */
  String text(Presentation presentation) {
    ToolCall call = waiting.call();
    TextTable table = new TextTable("");
    row(table, "id", waiting.id());
    row(table, "call", call.id());
    row(table, "since", presentation.time(waiting.since()));
    row(table, "until", presentation.time(waiting.until()));
    row(table, "reason", waiting.reason());
    row(table, "rule", waiting.rule());
    rowsOf(call, table);
    row(table, "approvals needed", String.valueOf(waiting.needed()));
    row(table, "approved by", list(waiting.approvedBy()));
    row(table, "groups", waiting.groups().isEmpty() ? "any" : list(waiting.groups()));
    row(table, "digest", waiting.argumentsDigest());
    return table + "\narguments\n" + arguments(call.arguments());
  }

  private void rowsOf(ToolCall call, TextTable table) {
    row(table, "agent", agent());
    row(table, "on behalf of", caller(call.caller()));
    row(table, "action", call.action().word());
    row(table, "tool", call.tool());
    row(table, "source", call.source());
    row(table, "target", call.targetUrl());
    row(table, "trace", call.trace().traceId());
    row(table, "span", call.trace().spanId());
  }

  private static String list(List<String> words) {
    return String.join(", ", words);
  }

  private static String caller(@Nullable AgentIdentity caller) {
    return caller == null ? "" : agent(caller);
  }

  private static void row(TextTable table, String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      table.row(label, value);
    }
  }

  private static String arguments(String json) {
    String shown = TerminalJson.pretty(json).orElse(json);
    return shown
        .lines()
        .map(line -> "  " + PrintableText.escaped(line))
        .collect(Collectors.joining("\n"));
  }

  /** Writes the fields that a list shows. */
  void write(JsonGenerator json) throws IOException {
    ToolCall call = waiting.call();
    TerminalJson.field(json, "id", waiting.id());
    TerminalJson.field(json, "since", waiting.since().toString());
    TerminalJson.field(json, "until", waiting.until().toString());
    TerminalJson.field(json, "agent", agent());
    TerminalJson.field(json, "tool", call.tool());
    TerminalJson.field(json, "reason", waiting.reason());
    TerminalJson.field(json, "rule", waiting.rule());
    TerminalJson.field(json, "argumentsDigest", waiting.argumentsDigest());
    json.writeNumberField("needed", waiting.needed());
    TerminalJson.texts(json, "approvedBy", waiting.approvedBy());
    TerminalJson.texts(json, "groups", waiting.groups());
  }

  /** Writes every field. The digest covers the arguments exactly as they are written here. */
  void writeAll(JsonGenerator json) throws IOException {
    ToolCall call = waiting.call();
    write(json);
    TerminalJson.field(json, "call", call.id());
    TerminalJson.field(json, "caller", caller(call.caller()));
    TerminalJson.field(json, "action", call.action().word());
    TerminalJson.field(json, "source", call.source());
    TerminalJson.field(json, "targetUrl", call.targetUrl());
    TerminalJson.field(json, "trace", call.trace().traceId());
    TerminalJson.field(json, "span", call.trace().spanId());
    TerminalJson.field(json, "arguments", call.arguments());
  }
}

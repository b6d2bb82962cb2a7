// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.ApprovalResponse;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import io.portcullis.assembly.wire.messages.WireBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Messages of every kind, with every field set. */
public final class Samples {
  static final AgentId AGENT = new AgentId("org", "team", "agent-1");
  private static final ImmutableBytes JSON =
      ImmutableBytes.copyOf(WireBytes.hex("7b2261223a22c3a4227d"));

  private Samples() {}

  static Stream<ActionContext> contexts() {
    return Stream.of(
        new ActionContext.LlmCall("m", 17, true),
        new ActionContext.ToolCall("delete_all", "mcp", JSON, "https://example.org/"),
        new ActionContext.FileOperation("write", "/etc/passwd", true),
        new ActionContext.NetworkCall("example.org", 443, "https", true),
        new ActionContext.ProcessExec("rm", List.of("-rf", "", "/")),
        new ActionContext.ToolResult("search", "mcp", JSON, "https://example.org/"),
        new ActionContext.Missing());
  }

  static Stream<EventDetail> details() {
    return Stream.of(
        new EventDetail.LlmCall("m", 1, 2, 3, true, true, "p"),
        new EventDetail.ToolCall("t", "s", -4, true, "e", JSON),
        new EventDetail.FileOperation("read", "/x", 5, "s", 6, true),
        new EventDetail.NetworkCall("h", 1, "tcp", 7, 404, true),
        new EventDetail.ProcessExec("c", List.of("a", "b"), -1, 8, true),
        new PolicyViolation("rule", "action", "why", 9),
        new EventDetail.Approval("id", "who", true, "why", 10),
        new EventDetail.Missing());
  }

  public static PolicyQuery query(ActionContext context) {
    return new PolicyQuery(
        AGENT,
        "token",
        "trace",
        "span",
        WireActionType.NETWORK_CALL,
        context,
        AgentId.of("caller"));
  }

  static EventReport event(EventDetail detail) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("z", "1");
    labels.put("", "");
    labels.put("a", "\uD83D\uDE00");
    CallStackNode leaf = new CallStackNode("2", "k", "leaf", 1, List.of());
    return new EventReport(
        "event",
        AGENT,
        1_700_000_000_000L,
        WireActionType.TOOL_RESULT,
        Decision.REDACT,
        new EventTrace("t", "s", "p"),
        detail,
        labels,
        new EventLineage("root", "parent", "team", "session", "reason", "tool", -1),
        List.of(new CallStackNode("1", "k", "top", 2, List.of(leaf, leaf)), leaf),
        new ShadowDecision(true, "deny", "rule"));
  }

  static ApprovalNotice approval(boolean approved) {
    return new ApprovalNotice("id", approved, "who", "why", Long.MAX_VALUE);
  }

  static PolicyResponse response(int decision) {
    return new PolicyResponse(
        decision,
        "reason",
        "rule",
        "approval",
        List.of(new RedactRule("$.a", "x"), new RedactRule("", "")),
        12);
  }

  public static Stream<ClientMessage> requests() {
    return Stream.of(
            contexts().map(Samples::query),
            details().map(Samples::event),
            Stream.of(
                new ApprovalResponse(approval(true)),
                new ApprovalResponse(approval(false)),
                new Heartbeat()))
        .flatMap(part -> part);
  }

  public static Stream<RuntimeMessage> answers() {
    return Stream.of(
        response(0),
        response(1),
        response(2),
        response(3),
        response(4),
        response(17),
        response(-1),
        PolicyResponse.of(Decision.UNSPECIFIED, "", ""),
        PolicyResponse.pending("a", "r", "p"),
        approval(true),
        approval(false),
        new Ack(),
        new ViolationAlert(new PolicyViolation("rule", "action", "why", 1)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.EventLineage;
import io.portcullis.assembly.wire.values.EventTrace;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.ShadowDecision;
import io.portcullis.assembly.wire.values.WireActionType;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reports the outcomes of the calls that the runtime decided, and the other events of its agent.
 * Best effort; arguments are not sent. Thread-safe.
 */
public final class EventReports implements RecordListener {
  private final String transport;
  private final LinkSettings settings;
  private final LinkTime time;
  private final Consumer<ClientMessage> sink;
  private final long pid = ProcessHandle.current().pid();
  private final AtomicLong count = new AtomicLong();

  public EventReports(
      String transport, LinkSettings settings, LinkTime time, Consumer<ClientMessage> sink) {
    this.transport = transport;
    this.settings = settings;
    this.time = time;
    this.sink = sink;
  }

  @Override
  public void onRecord(CallRecord callRecord) {
    ToolCall call = callRecord.call();
    if (callRecord.transport().equals(transport) && ours(call.agent())) {
      sink.accept(report(callRecord));
    }
  }

  private EventReport report(CallRecord callRecord) {
    ToolCall call = callRecord.call();
    boolean denied = callRecord.verdict().kind() == Verdict.Kind.DENY;
    long ms = TimeUnit.NANOSECONDS.toMillis(callRecord.elapsedNanos());
    return new EventReport(
        nextId(),
        agent(call.agent()),
        millis(callRecord.at()),
        QueryMapper.type(call.action()),
        denied ? Decision.DENY : Decision.ALLOW,
        new EventTrace(call.trace().traceId(), call.trace().spanId(), ""),
        denied ? violation(callRecord, ms) : toolCall(callRecord, ms),
        Map.of("event_type", word(callRecord, denied)),
        EventLineage.NONE,
        List.of(),
        ShadowDecision.NONE);
  }

  /** Returns the event type, as the SDKs name it. */
  private static String word(CallRecord callRecord, boolean denied) {
    if (denied) {
      return "policy_violation";
    }
    return callRecord.phase() == CallRecord.Phase.ENDED ? "tool_result" : "tool_call";
  }

  private static EventDetail violation(CallRecord callRecord, long ms) {
    Verdict verdict = callRecord.verdict();
    return new PolicyViolation(
        Excerpt.of(verdict.rule()),
        Excerpt.of(callRecord.call().tool()),
        Excerpt.of(verdict.reason()),
        ms);
  }

  private static EventDetail toolCall(CallRecord callRecord, long ms) {
    ToolCall call = callRecord.call();
    return new EventDetail.ToolCall(
        Excerpt.of(call.tool()),
        Excerpt.of(call.source()),
        ms,
        callRecord.outcome() == ToolOutcome.Kind.COMPLETED,
        "",
        ImmutableBytes.EMPTY);
  }

  @Override
  public void onEvent(GovernanceEvent event) {
    if (!ours(event.agent())) {
      return;
    }
    Map<String, String> labels = labels(event);
    sink.accept(
        EventReport.of(
            nextId(),
            agent(event.agent()),
            millis(event.at()),
            WireActionType.UNSPECIFIED,
            Decision.UNSPECIFIED,
            new EventDetail.Missing(),
            labels));
  }

  private static Map<String, String> labels(GovernanceEvent event) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("event_type", Excerpt.of(event.type()));
    event
        .attributes()
        .forEach((name, value) -> labels.putIfAbsent(Excerpt.of(name), Excerpt.of(value)));
    return labels;
  }

  /** Returns whether the event concerns the agent of this runtime. */
  private boolean ours(AgentIdentity agent) {
    return agent.id().isEmpty() || agent.id().equals(settings.agentId());
  }

  private AgentId agent(AgentIdentity agent) {
    return new AgentId(
        agent.org().isEmpty() ? settings.org() : agent.org(),
        agent.team().isEmpty() ? settings.team() : agent.team(),
        settings.agentId());
  }

  /** Returns the milliseconds, or 0 for unknown. */
  private static long millis(Instant at) {
    try {
      return at.toEpochMilli();
    } catch (ArithmeticException e) {
      return 0;
    }
  }

  /** Returns an event id in the format of the SDKs. */
  private String nextId() {
    return "%016x-%08x-%04x".formatted(time.nanos(), pid, count.getAndIncrement());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.CallStackNode;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.EventLineage;
import io.portcullis.assembly.wire.values.EventTrace;
import io.portcullis.assembly.wire.values.ShadowDecision;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reports an event to the runtime. It is never answered; a report of a violation is echoed as a
 * {@link ViolationAlert}.
 *
 * @param eventId the id of the event
 * @param agent the agent of the event
 * @param occurredAtUnixMs the time, in milliseconds since 1970, or 0
 * @param action the type of the action
 * @param decision the decision about the action
 * @param trace the place of the event in a trace
 * @param detail the details of the event
 * @param labels further names and values, in the order in which they are written
 * @param lineage the origin of the agent
 * @param callStack the steps that led to the event
 * @param shadow the decision of a policy that was only tried out
 */
public record EventReport(
    String eventId,
    AgentId agent,
    long occurredAtUnixMs,
    WireActionType action,
    Decision decision,
    EventTrace trace,
    EventDetail detail,
    Map<String, String> labels,
    EventLineage lineage,
    List<CallStackNode> callStack,
    ShadowDecision shadow)
    implements ClientMessage {
  /** Copies map and list; refuses null. */
  public EventReport {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(detail, "detail");
    Map<String, String> copy = new LinkedHashMap<>(labels);
    copy.forEach(
        (name, value) -> {
          Objects.requireNonNull(name, "label");
          Objects.requireNonNull(value, "label's value");
        });
    labels = Collections.unmodifiableMap(copy);
    Objects.requireNonNull(lineage, "lineage");
    callStack = List.copyOf(callStack);
    Objects.requireNonNull(shadow, "shadow");
  }

  /**
   * Creates an event without trace, lineage, call stack or shadow decision.
   *
   * @param eventId the id of the event
   * @param agent the agent of the event
   * @param occurredAtUnixMs the time, in milliseconds since 1970
   * @param action the type of the action
   * @param decision the decision about the action
   * @param detail the details of the event
   * @param labels further names and values
   * @return the event
   */
  public static EventReport of(
      String eventId,
      AgentId agent,
      long occurredAtUnixMs,
      WireActionType action,
      Decision decision,
      EventDetail detail,
      Map<String, String> labels) {
    return new EventReport(
        eventId,
        agent,
        occurredAtUnixMs,
        action,
        decision,
        EventTrace.NONE,
        detail,
        labels,
        EventLineage.NONE,
        List.of(),
        ShadowDecision.NONE);
  }

  @Override
  public Kind kind() {
    return Kind.EVENT_REPORT;
  }

  /**
   * Describes the event without its contents, which must not reach a log.
   *
   * @return id, agent, action, decision and kind of detail
   */
  @Override
  public String toString() {
    return "EventReport[eventId=%s, agent=%s, action=%s, decision=%s, detail=%s]"
        .formatted(eventId, agent, action, decision, detail.kind());
  }
}

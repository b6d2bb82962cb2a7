// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.internal.proto.AuditProto;
import io.portcullis.assembly.wire.internal.proto.CommonProto;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.CallStackNode;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventLineage;
import io.portcullis.assembly.wire.values.EventTrace;
import io.portcullis.assembly.wire.values.ShadowDecision;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Encodes and decodes events, reading leniently; {@link EventDetailCodec} does the same for their
 * details.
 */
public final class EventCodec {
  private EventCodec() {}

  public static EventReport decode(byte[] payload) throws WireException {
    PayloadCheck.lenient(AuditProto.AuditEvent.getDescriptor(), payload);
    AuditProto.AuditEvent message = PayloadParser.parse(AuditProto.AuditEvent.parser(), payload);
    return new EventReport(
        message.getEventId(),
        AgentIdCodec.decode(message.getAgentId()),
        message.getOccurredAt().getUnixMs(),
        WireActionType.of(message.getActionTypeValue()),
        Decision.of(message.getDecisionValue()),
        new EventTrace(message.getTraceId(), message.getSpanId(), message.getParentSpanId()),
        EventDetailCodec.decode(message),
        message.getLabelsMap(),
        lineage(message),
        nodes(message.getCallStackList()),
        new ShadowDecision(
            message.getDryRun(), message.getShadowDecision(), message.getMatchedRuleId()));
  }

  private static EventLineage lineage(AuditProto.AuditEvent message) {
    return new EventLineage(
        message.getRootAgentId(),
        message.getParentAgentId(),
        message.getTeamId(),
        message.getSessionId(),
        message.getDelegationReason(),
        message.getSpawnedByTool(),
        message.getDepth());
  }

  /** The depth that {@link PayloadCheck} allows. */
  private static List<CallStackNode> nodes(List<AuditProto.CallStackNode> nodes) {
    List<CallStackNode> result = new ArrayList<>(nodes.size());
    for (AuditProto.CallStackNode node : nodes) {
      result.add(
          new CallStackNode(
              node.getId(),
              node.getKind(),
              node.getLabel(),
              node.getLatencyMs(),
              nodes(node.getChildrenList())));
    }
    return result;
  }

  public static AuditProto.AuditEvent encode(EventReport event) throws WireException {
    AuditProto.AuditEvent.Builder message = begin(event);
    if (!event.agent().equals(AgentId.NONE)) {
      message.setAgentId(AgentIdCodec.encode(event.agent()));
    }
    if (event.occurredAtUnixMs() != 0) {
      message.setOccurredAt(CommonProto.Timestamp.newBuilder().setUnixMs(event.occurredAtUnixMs()));
    }
    labels(event.labels(), message);
    lineage(event.lineage(), message);
    for (CallStackNode node : event.callStack()) {
      message.addCallStack(node(node, 2));
    }
    EventDetailCodec.encode(event.detail(), message);
    return message.build();
  }

  /** Begins an event with the fields that are always written. */
  private static AuditProto.AuditEvent.Builder begin(EventReport event) throws WireException {
    return AuditProto.AuditEvent.newBuilder()
        .setEventId(WellFormedText.of(event.eventId()))
        .setActionTypeValue(event.action().number())
        .setDecisionValue(event.decision().number())
        .setTraceId(WellFormedText.of(event.trace().traceId()))
        .setSpanId(WellFormedText.of(event.trace().spanId()))
        .setParentSpanId(WellFormedText.of(event.trace().parentSpanId()))
        .setDryRun(event.shadow().dryRun())
        .setShadowDecision(WellFormedText.of(event.shadow().decision()))
        .setMatchedRuleId(WellFormedText.of(event.shadow().matchedRuleId()));
  }

  private static void labels(Map<String, String> labels, AuditProto.AuditEvent.Builder message)
      throws WireException {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      message.putLabels(WellFormedText.of(label.getKey()), WellFormedText.of(label.getValue()));
    }
  }

  private static void lineage(EventLineage lineage, AuditProto.AuditEvent.Builder message)
      throws WireException {
    message
        .setRootAgentId(WellFormedText.of(lineage.rootAgentId()))
        .setParentAgentId(WellFormedText.of(lineage.parentAgentId()))
        .setTeamId(WellFormedText.of(lineage.teamId()))
        .setSessionId(WellFormedText.of(lineage.sessionId()))
        .setDelegationReason(WellFormedText.of(lineage.delegationReason()))
        .setSpawnedByTool(WellFormedText.of(lineage.spawnedByTool()))
        .setDepth(lineage.depth());
  }

  private static AuditProto.CallStackNode node(CallStackNode node, int depth) throws WireException {
    if (depth > WireLimits.MAX_DEPTH) {
      throw new WireException(
          WireException.Kind.TOO_DEEP, "a call stack deeper than " + WireLimits.MAX_DEPTH);
    }
    AuditProto.CallStackNode.Builder message =
        AuditProto.CallStackNode.newBuilder()
            .setId(WellFormedText.of(node.id()))
            .setKind(WellFormedText.of(node.kind()))
            .setLabel(WellFormedText.of(node.label()))
            .setLatencyMs(node.latencyMs());
    for (CallStackNode child : node.children()) {
      message.addChildren(node(child, depth + 1));
    }
    return message.build();
  }
}

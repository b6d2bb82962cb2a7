// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import io.portcullis.assembly.wire.internal.proto.AuditProto;
import io.portcullis.assembly.wire.internal.proto.CommonProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events, read leniently; {@link EventDetailCodec} has what they are about in particular. */
final class EventCodec {
  private EventCodec() {}

  static EventReport decode(byte[] payload) throws WireException {
    PayloadCheck.lenient(AuditProto.AuditEvent.getDescriptor(), payload);
    AuditProto.AuditEvent message = PayloadParser.parse(AuditProto.AuditEvent.parser(), payload);
    return new EventReport(
        message.getEventId(),
        AgentIdCodec.decode(message.getAgentId()),
        message.getOccurredAt().getUnixMs(),
        ActionType.of(message.getActionTypeValue()),
        Decision.of(message.getDecisionValue()),
        new EventTrace(message.getTraceId(), message.getSpanId(), message.getParentSpanId()),
        EventDetailCodec.decode(message),
        message.getLabelsMap(),
        new EventLineage(
            message.getRootAgentId(),
            message.getParentAgentId(),
            message.getTeamId(),
            message.getSessionId(),
            message.getDelegationReason(),
            message.getSpawnedByTool(),
            message.getDepth()),
        nodes(message.getCallStackList()),
        new ShadowDecision(
            message.getDryRun(), message.getShadowDecision(), message.getMatchedRuleId()));
  }

  /** As deep as {@link PayloadCheck} let it be. */
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

  static AuditProto.AuditEvent encode(EventReport event) throws WireException {
    AuditProto.AuditEvent.Builder message =
        AuditProto.AuditEvent.newBuilder()
            .setEventId(Text.of(event.eventId()))
            .setActionTypeValue(event.action().number())
            .setDecisionValue(event.decision().number())
            .setTraceId(Text.of(event.trace().traceId()))
            .setSpanId(Text.of(event.trace().spanId()))
            .setParentSpanId(Text.of(event.trace().parentSpanId()))
            .setDryRun(event.shadow().dryRun())
            .setShadowDecision(Text.of(event.shadow().decision()))
            .setMatchedRuleId(Text.of(event.shadow().matchedRuleId()));
    if (!event.agent().equals(AgentId.NONE)) {
      message.setAgentId(AgentIdCodec.encode(event.agent()));
    }
    if (event.occurredAtUnixMs() != 0) {
      message.setOccurredAt(CommonProto.Timestamp.newBuilder().setUnixMs(event.occurredAtUnixMs()));
    }
    for (Map.Entry<String, String> label : event.labels().entrySet()) {
      message.putLabels(Text.of(label.getKey()), Text.of(label.getValue()));
    }
    lineage(event.lineage(), message);
    for (CallStackNode node : event.callStack()) {
      message.addCallStack(node(node, 2));
    }
    EventDetailCodec.encode(event.detail(), message);
    return message.build();
  }

  private static void lineage(EventLineage lineage, AuditProto.AuditEvent.Builder message)
      throws WireException {
    message
        .setRootAgentId(Text.of(lineage.rootAgentId()))
        .setParentAgentId(Text.of(lineage.parentAgentId()))
        .setTeamId(Text.of(lineage.teamId()))
        .setSessionId(Text.of(lineage.sessionId()))
        .setDelegationReason(Text.of(lineage.delegationReason()))
        .setSpawnedByTool(Text.of(lineage.spawnedByTool()))
        .setDepth(lineage.depth());
  }

  private static AuditProto.CallStackNode node(CallStackNode node, int depth) throws WireException {
    if (depth > WireLimits.MAX_DEPTH) {
      throw new WireException(
          WireException.Kind.TOO_DEEP, "a call stack deeper than " + WireLimits.MAX_DEPTH);
    }
    AuditProto.CallStackNode.Builder message =
        AuditProto.CallStackNode.newBuilder()
            .setId(Text.of(node.id()))
            .setKind(Text.of(node.kind()))
            .setLabel(Text.of(node.label()))
            .setLatencyMs(node.latencyMs());
    for (CallStackNode child : node.children()) {
      message.addChildren(node(child, depth + 1));
    }
    return message.build();
  }
}

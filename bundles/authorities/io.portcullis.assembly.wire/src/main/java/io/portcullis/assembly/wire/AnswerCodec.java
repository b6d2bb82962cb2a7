// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import io.portcullis.assembly.wire.internal.proto.AuditProto;
import io.portcullis.assembly.wire.internal.proto.EventProto;
import io.portcullis.assembly.wire.internal.proto.PolicyProto;
import java.util.ArrayList;
import java.util.List;

/** What decides, read strictly: what is missing or unknown is no. */
final class AnswerCodec {
  private AnswerCodec() {}

  static PolicyResponse response(byte[] payload) throws WireException {
    PayloadCheck.strict(PolicyProto.CheckActionResponse.getDescriptor(), payload);
    PolicyProto.CheckActionResponse message =
        PayloadParser.parse(PolicyProto.CheckActionResponse.parser(), payload);
    List<RedactRule> rules = new ArrayList<>(message.getRedact().getRulesCount());
    for (PolicyProto.RedactRule rule : message.getRedact().getRulesList()) {
      rules.add(new RedactRule(rule.getFieldPath(), rule.getReplacement()));
    }
    return new PolicyResponse(
        message.getDecisionValue(),
        message.getReason(),
        message.getPolicyRule(),
        message.getApprovalId(),
        rules,
        message.getDecisionLatencyUs());
  }

  static PolicyProto.CheckActionResponse encode(PolicyResponse response) throws WireException {
    PolicyProto.CheckActionResponse.Builder message =
        PolicyProto.CheckActionResponse.newBuilder()
            .setDecisionValue(response.decisionNumber())
            .setReason(Text.of(response.reason()))
            .setPolicyRule(Text.of(response.policyRule()))
            .setApprovalId(Text.of(response.approvalId()))
            .setDecisionLatencyUs(response.latencyMicros());
    for (RedactRule rule : response.redact()) {
      message
          .getRedactBuilder()
          .addRules(
              PolicyProto.RedactRule.newBuilder()
                  .setFieldPath(Text.of(rule.fieldPath()))
                  .setReplacement(Text.of(rule.replacement())));
    }
    return message.build();
  }

  static ApprovalDecision approval(byte[] payload) throws WireException {
    PayloadCheck.strict(EventProto.ApprovalDecision.getDescriptor(), payload);
    EventProto.ApprovalDecision message =
        PayloadParser.parse(EventProto.ApprovalDecision.parser(), payload);
    return new ApprovalDecision(
        message.getApprovalId(),
        message.getApproved(),
        message.getDecidedBy(),
        message.getReason(),
        message.getDecidedAtUnixMs());
  }

  static EventProto.ApprovalDecision encode(ApprovalDecision decision) throws WireException {
    return EventProto.ApprovalDecision.newBuilder()
        .setApprovalId(Text.of(decision.approvalId()))
        .setApproved(decision.approved())
        .setDecidedBy(Text.of(decision.decidedBy()))
        .setReason(Text.of(decision.reason()))
        .setDecidedAtUnixMs(decision.decidedAtUnixMs())
        .build();
  }

  static PolicyViolation violation(byte[] payload) throws WireException {
    PayloadCheck.strict(AuditProto.PolicyViolation.getDescriptor(), payload);
    return decode(PayloadParser.parse(AuditProto.PolicyViolation.parser(), payload));
  }

  static PolicyViolation decode(AuditProto.PolicyViolation message) {
    return new PolicyViolation(
        message.getPolicyRule(),
        message.getBlockedAction(),
        message.getReason(),
        message.getLatencyMs());
  }

  static AuditProto.PolicyViolation encode(PolicyViolation violation) throws WireException {
    return AuditProto.PolicyViolation.newBuilder()
        .setPolicyRule(Text.of(violation.policyRule()))
        .setBlockedAction(Text.of(violation.blockedAction()))
        .setReason(Text.of(violation.reason()))
        .setLatencyMs(violation.latencyMs())
        .build();
  }
}

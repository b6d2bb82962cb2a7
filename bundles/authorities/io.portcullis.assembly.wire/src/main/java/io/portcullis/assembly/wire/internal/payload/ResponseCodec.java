// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.proto.AuditProto;
import io.portcullis.assembly.wire.internal.proto.EventProto;
import io.portcullis.assembly.wire.internal.proto.PolicyProto;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.RedactRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes and decodes decisions and approvals, reading strictly: a missing or unknown value denies.
 */
public final class ResponseCodec {
  private ResponseCodec() {}

  public static PolicyResponse response(byte[] payload) throws WireException {
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

  public static PolicyProto.CheckActionResponse encode(PolicyResponse response)
      throws WireException {
    PolicyProto.CheckActionResponse.Builder message =
        PolicyProto.CheckActionResponse.newBuilder()
            .setDecisionValue(response.decisionNumber())
            .setReason(WellFormedText.of(response.reason()))
            .setPolicyRule(WellFormedText.of(response.policyRule()))
            .setApprovalId(WellFormedText.of(response.approvalId()))
            .setDecisionLatencyUs(response.latencyMicros());
    for (RedactRule rule : response.redact()) {
      message
          .getRedactBuilder()
          .addRules(
              PolicyProto.RedactRule.newBuilder()
                  .setFieldPath(WellFormedText.of(rule.fieldPath()))
                  .setReplacement(WellFormedText.of(rule.replacement())));
    }
    return message.build();
  }

  public static ApprovalNotice approval(byte[] payload) throws WireException {
    PayloadCheck.strict(EventProto.ApprovalDecision.getDescriptor(), payload);
    EventProto.ApprovalDecision message =
        PayloadParser.parse(EventProto.ApprovalDecision.parser(), payload);
    return new ApprovalNotice(
        message.getApprovalId(),
        message.getApproved(),
        message.getDecidedBy(),
        message.getReason(),
        message.getDecidedAtUnixMs());
  }

  public static EventProto.ApprovalDecision encode(ApprovalNotice decision) throws WireException {
    return EventProto.ApprovalDecision.newBuilder()
        .setApprovalId(WellFormedText.of(decision.approvalId()))
        .setApproved(decision.approved())
        .setDecidedBy(WellFormedText.of(decision.decidedBy()))
        .setReason(WellFormedText.of(decision.reason()))
        .setDecidedAtUnixMs(decision.decidedAtUnixMs())
        .build();
  }

  public static PolicyViolation violation(byte[] payload) throws WireException {
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

  public static AuditProto.PolicyViolation encode(PolicyViolation violation) throws WireException {
    return AuditProto.PolicyViolation.newBuilder()
        .setPolicyRule(WellFormedText.of(violation.policyRule()))
        .setBlockedAction(WellFormedText.of(violation.blockedAction()))
        .setReason(WellFormedText.of(violation.reason()))
        .setLatencyMs(violation.latencyMs())
        .build();
  }
}

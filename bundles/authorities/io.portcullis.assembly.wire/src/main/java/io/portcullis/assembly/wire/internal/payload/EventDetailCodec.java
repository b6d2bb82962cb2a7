// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.proto.AuditProto;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.PolicyViolation;
import java.util.List;

/** Encodes and decodes the details of events. */
final class EventDetailCodec {
  private EventDetailCodec() {}

  static EventDetail decode(AuditProto.AuditEvent event) {
    return switch (event.getDetailCase()) {
      case LLM_CALL -> decode(event.getLlmCall());
      case TOOL_CALL -> decode(event.getToolCall());
      case FILE_OP -> decode(event.getFileOp());
      case NETWORK -> decode(event.getNetwork());
      case PROCESS -> decode(event.getProcess());
      case VIOLATION -> ResponseCodec.decode(event.getViolation());
      case APPROVAL -> decode(event.getApproval());
      case DETAIL_NOT_SET -> new EventDetail.Missing();
    };
  }

  private static EventDetail decode(AuditProto.LLMCallDetail call) {
    return new EventDetail.LlmCall(
        call.getModel(),
        call.getPromptTokens(),
        call.getCompletionTokens(),
        call.getLatencyMs(),
        call.getPiiDetected(),
        call.getPiiRedacted(),
        call.getProvider());
  }

  private static EventDetail decode(AuditProto.ToolCallDetail call) {
    return new EventDetail.ToolCall(
        call.getToolName(),
        call.getToolSource(),
        call.getLatencyMs(),
        call.getSucceeded(),
        call.getErrorMessage(),
        PayloadBytes.decode(call.getArgsJson()));
  }

  private static EventDetail decode(AuditProto.FileOpDetail file) {
    return new EventDetail.FileOperation(
        file.getOperation(),
        file.getPath(),
        file.getBytes(),
        file.getSource(),
        file.getLatencyMs(),
        file.getSensitive());
  }

  private static EventDetail decode(AuditProto.NetworkCallDetail call) {
    return new EventDetail.NetworkCall(
        call.getHost(),
        call.getPort(),
        call.getProtocol(),
        call.getLatencyMs(),
        call.getStatusCode(),
        call.getSucceeded());
  }

  private static EventDetail decode(AuditProto.ProcessExecDetail exec) {
    return new EventDetail.ProcessExec(
        exec.getCommand(),
        List.copyOf(exec.getArgsList()),
        exec.getExitCode(),
        exec.getDurationMs(),
        exec.getSucceeded());
  }

  private static EventDetail decode(AuditProto.ApprovalEvent approval) {
    return new EventDetail.Approval(
        approval.getApprovalId(),
        approval.getApproverId(),
        approval.getApproved(),
        approval.getReason(),
        approval.getWaitTimeMs());
  }

  static void encode(EventDetail detail, AuditProto.AuditEvent.Builder message)
      throws WireException {
    switch (detail.kind()) {
      case LLM_CALL -> encode((EventDetail.LlmCall) detail, message.getLlmCallBuilder());
      case TOOL_CALL -> encode((EventDetail.ToolCall) detail, message.getToolCallBuilder());
      case FILE_OPERATION -> encode((EventDetail.FileOperation) detail, message.getFileOpBuilder());
      case NETWORK_CALL -> encode((EventDetail.NetworkCall) detail, message.getNetworkBuilder());
      case PROCESS_EXEC -> encode((EventDetail.ProcessExec) detail, message.getProcessBuilder());
      case VIOLATION -> message.setViolation(ResponseCodec.encode((PolicyViolation) detail));
      case APPROVAL -> encode((EventDetail.Approval) detail, message.getApprovalBuilder());
      case MISSING -> {
        // no detail to encode
      }
    }
  }

  private static void encode(EventDetail.LlmCall call, AuditProto.LLMCallDetail.Builder message)
      throws WireException {
    message
        .setModel(WellFormedText.of(call.model()))
        .setPromptTokens(call.promptTokens())
        .setCompletionTokens(call.completionTokens())
        .setLatencyMs(call.latencyMs())
        .setPiiDetected(call.piiDetected())
        .setPiiRedacted(call.piiRedacted())
        .setProvider(WellFormedText.of(call.provider()));
  }

  private static void encode(EventDetail.ToolCall call, AuditProto.ToolCallDetail.Builder message)
      throws WireException {
    message
        .setToolName(WellFormedText.of(call.tool()))
        .setToolSource(WellFormedText.of(call.source()))
        .setLatencyMs(call.latencyMs())
        .setSucceeded(call.succeeded())
        .setErrorMessage(WellFormedText.of(call.errorMessage()))
        .setArgsJson(PayloadBytes.encode(call.arguments()));
  }

  private static void encode(
      EventDetail.FileOperation file, AuditProto.FileOpDetail.Builder message)
      throws WireException {
    message
        .setOperation(WellFormedText.of(file.operation()))
        .setPath(WellFormedText.of(file.path()))
        .setBytes(file.bytes())
        .setSource(WellFormedText.of(file.source()))
        .setLatencyMs(file.latencyMs())
        .setSensitive(file.sensitive());
  }

  private static void encode(
      EventDetail.NetworkCall call, AuditProto.NetworkCallDetail.Builder message)
      throws WireException {
    message
        .setHost(WellFormedText.of(call.host()))
        .setPort(call.port())
        .setProtocol(WellFormedText.of(call.protocol()))
        .setLatencyMs(call.latencyMs())
        .setStatusCode(call.statusCode())
        .setSucceeded(call.succeeded());
  }

  private static void encode(
      EventDetail.ProcessExec exec, AuditProto.ProcessExecDetail.Builder message)
      throws WireException {
    message
        .setCommand(WellFormedText.of(exec.command()))
        .setExitCode(exec.exitCode())
        .setDurationMs(exec.durationMs())
        .setSucceeded(exec.succeeded());
    for (String arg : exec.args()) {
      message.addArgs(WellFormedText.of(arg));
    }
  }

  private static void encode(
      EventDetail.Approval approval, AuditProto.ApprovalEvent.Builder message)
      throws WireException {
    message
        .setApprovalId(WellFormedText.of(approval.approvalId()))
        .setApproverId(WellFormedText.of(approval.approverId()))
        .setApproved(approval.approved())
        .setReason(WellFormedText.of(approval.reason()))
        .setWaitTimeMs(approval.waitTimeMs());
  }
}

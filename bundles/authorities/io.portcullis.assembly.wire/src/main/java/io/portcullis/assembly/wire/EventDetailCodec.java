// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import io.portcullis.assembly.wire.internal.proto.AuditProto;
import java.util.List;

/** What events are about in particular. */
final class EventDetailCodec {
  private EventDetailCodec() {}

  static EventDetail decode(AuditProto.AuditEvent event) {
    return switch (event.getDetailCase()) {
      case LLM_CALL -> {
        AuditProto.LLMCallDetail call = event.getLlmCall();
        yield new EventDetail.LlmCall(
            call.getModel(),
            call.getPromptTokens(),
            call.getCompletionTokens(),
            call.getLatencyMs(),
            call.getPiiDetected(),
            call.getPiiRedacted(),
            call.getProvider());
      }
      case TOOL_CALL -> {
        AuditProto.ToolCallDetail call = event.getToolCall();
        yield new EventDetail.ToolCall(
            call.getToolName(),
            call.getToolSource(),
            call.getLatencyMs(),
            call.getSucceeded(),
            call.getErrorMessage(),
            PayloadBytes.decode(call.getArgsJson()));
      }
      case FILE_OP -> {
        AuditProto.FileOpDetail file = event.getFileOp();
        yield new EventDetail.FileOperation(
            file.getOperation(),
            file.getPath(),
            file.getBytes(),
            file.getSource(),
            file.getLatencyMs(),
            file.getSensitive());
      }
      case NETWORK -> {
        AuditProto.NetworkCallDetail call = event.getNetwork();
        yield new EventDetail.NetworkCall(
            call.getHost(),
            call.getPort(),
            call.getProtocol(),
            call.getLatencyMs(),
            call.getStatusCode(),
            call.getSucceeded());
      }
      case PROCESS -> {
        AuditProto.ProcessExecDetail exec = event.getProcess();
        yield new EventDetail.ProcessExec(
            exec.getCommand(),
            List.copyOf(exec.getArgsList()),
            exec.getExitCode(),
            exec.getDurationMs(),
            exec.getSucceeded());
      }
      case VIOLATION -> AnswerCodec.decode(event.getViolation());
      case APPROVAL -> {
        AuditProto.ApprovalEvent approval = event.getApproval();
        yield new EventDetail.Approval(
            approval.getApprovalId(),
            approval.getApproverId(),
            approval.getApproved(),
            approval.getReason(),
            approval.getWaitTimeMs());
      }
      case DETAIL_NOT_SET -> new EventDetail.Missing();
    };
  }

  static void encode(EventDetail detail, AuditProto.AuditEvent.Builder message)
      throws WireException {
    switch (detail.kind()) {
      case LLM_CALL -> {
        EventDetail.LlmCall call = (EventDetail.LlmCall) detail;
        message
            .getLlmCallBuilder()
            .setModel(Text.of(call.model()))
            .setPromptTokens(call.promptTokens())
            .setCompletionTokens(call.completionTokens())
            .setLatencyMs(call.latencyMs())
            .setPiiDetected(call.piiDetected())
            .setPiiRedacted(call.piiRedacted())
            .setProvider(Text.of(call.provider()));
      }
      case TOOL_CALL -> {
        EventDetail.ToolCall call = (EventDetail.ToolCall) detail;
        message
            .getToolCallBuilder()
            .setToolName(Text.of(call.tool()))
            .setToolSource(Text.of(call.source()))
            .setLatencyMs(call.latencyMs())
            .setSucceeded(call.succeeded())
            .setErrorMessage(Text.of(call.errorMessage()))
            .setArgsJson(PayloadBytes.encode(call.arguments()));
      }
      case FILE_OPERATION -> {
        EventDetail.FileOperation file = (EventDetail.FileOperation) detail;
        message
            .getFileOpBuilder()
            .setOperation(Text.of(file.operation()))
            .setPath(Text.of(file.path()))
            .setBytes(file.bytes())
            .setSource(Text.of(file.source()))
            .setLatencyMs(file.latencyMs())
            .setSensitive(file.sensitive());
      }
      case NETWORK_CALL -> {
        EventDetail.NetworkCall call = (EventDetail.NetworkCall) detail;
        message
            .getNetworkBuilder()
            .setHost(Text.of(call.host()))
            .setPort(call.port())
            .setProtocol(Text.of(call.protocol()))
            .setLatencyMs(call.latencyMs())
            .setStatusCode(call.statusCode())
            .setSucceeded(call.succeeded());
      }
      case PROCESS_EXEC -> {
        EventDetail.ProcessExec exec = (EventDetail.ProcessExec) detail;
        AuditProto.ProcessExecDetail.Builder builder =
            message
                .getProcessBuilder()
                .setCommand(Text.of(exec.command()))
                .setExitCode(exec.exitCode())
                .setDurationMs(exec.durationMs())
                .setSucceeded(exec.succeeded());
        for (String arg : exec.args()) {
          builder.addArgs(Text.of(arg));
        }
      }
      case VIOLATION -> message.setViolation(AnswerCodec.encode((PolicyViolation) detail));
      case APPROVAL -> {
        EventDetail.Approval approval = (EventDetail.Approval) detail;
        message
            .getApprovalBuilder()
            .setApprovalId(Text.of(approval.approvalId()))
            .setApproverId(Text.of(approval.approverId()))
            .setApproved(approval.approved())
            .setReason(Text.of(approval.reason()))
            .setWaitTimeMs(approval.waitTimeMs());
      }
      case MISSING -> {
        // nothing to say
      }
    }
  }
}

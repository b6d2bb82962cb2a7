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
      case VIOLATION -> ResponseCodec.decode(event.getViolation());
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
            .setModel(WellFormedText.of(call.model()))
            .setPromptTokens(call.promptTokens())
            .setCompletionTokens(call.completionTokens())
            .setLatencyMs(call.latencyMs())
            .setPiiDetected(call.piiDetected())
            .setPiiRedacted(call.piiRedacted())
            .setProvider(WellFormedText.of(call.provider()));
      }
      case TOOL_CALL -> {
        EventDetail.ToolCall call = (EventDetail.ToolCall) detail;
        message
            .getToolCallBuilder()
            .setToolName(WellFormedText.of(call.tool()))
            .setToolSource(WellFormedText.of(call.source()))
            .setLatencyMs(call.latencyMs())
            .setSucceeded(call.succeeded())
            .setErrorMessage(WellFormedText.of(call.errorMessage()))
            .setArgsJson(PayloadBytes.encode(call.arguments()));
      }
      case FILE_OPERATION -> {
        EventDetail.FileOperation file = (EventDetail.FileOperation) detail;
        message
            .getFileOpBuilder()
            .setOperation(WellFormedText.of(file.operation()))
            .setPath(WellFormedText.of(file.path()))
            .setBytes(file.bytes())
            .setSource(WellFormedText.of(file.source()))
            .setLatencyMs(file.latencyMs())
            .setSensitive(file.sensitive());
      }
      case NETWORK_CALL -> {
        EventDetail.NetworkCall call = (EventDetail.NetworkCall) detail;
        message
            .getNetworkBuilder()
            .setHost(WellFormedText.of(call.host()))
            .setPort(call.port())
            .setProtocol(WellFormedText.of(call.protocol()))
            .setLatencyMs(call.latencyMs())
            .setStatusCode(call.statusCode())
            .setSucceeded(call.succeeded());
      }
      case PROCESS_EXEC -> {
        EventDetail.ProcessExec exec = (EventDetail.ProcessExec) detail;
        AuditProto.ProcessExecDetail.Builder builder =
            message
                .getProcessBuilder()
                .setCommand(WellFormedText.of(exec.command()))
                .setExitCode(exec.exitCode())
                .setDurationMs(exec.durationMs())
                .setSucceeded(exec.succeeded());
        for (String arg : exec.args()) {
          builder.addArgs(WellFormedText.of(arg));
        }
      }
      case VIOLATION -> message.setViolation(ResponseCodec.encode((PolicyViolation) detail));
      case APPROVAL -> {
        EventDetail.Approval approval = (EventDetail.Approval) detail;
        message
            .getApprovalBuilder()
            .setApprovalId(WellFormedText.of(approval.approvalId()))
            .setApproverId(WellFormedText.of(approval.approverId()))
            .setApproved(approval.approved())
            .setReason(WellFormedText.of(approval.reason()))
            .setWaitTimeMs(approval.waitTimeMs());
      }
      case MISSING -> {
        // no detail to encode
      }
    }
  }
}

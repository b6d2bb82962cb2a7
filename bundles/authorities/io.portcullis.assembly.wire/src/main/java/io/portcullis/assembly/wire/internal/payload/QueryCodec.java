// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.proto.PolicyProto;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.List;

/**
 * Encodes and decodes queries, reading leniently: an unknown field is dropped, a missing one is
 * empty.
 */
public final class QueryCodec {
  private QueryCodec() {}

  public static PolicyQuery decode(byte[] payload) throws WireException {
    PayloadCheck.lenient(PolicyProto.CheckActionRequest.getDescriptor(), payload);
    PolicyProto.CheckActionRequest message =
        PayloadParser.parse(PolicyProto.CheckActionRequest.parser(), payload);
    return new PolicyQuery(
        AgentIdCodec.decode(message.getAgentId()),
        message.getCredentialToken(),
        message.getTraceId(),
        message.getSpanId(),
        WireActionType.of(message.getActionTypeValue()),
        decode(message.getContext()),
        AgentIdCodec.decode(message.getCallerAgentId()));
  }

  private static ActionContext decode(PolicyProto.ActionContext context) {
    return switch (context.getContextCase()) {
      case LLM_CALL -> {
        PolicyProto.LLMCallContext call = context.getLlmCall();
        yield new ActionContext.LlmCall(
            call.getModel(), call.getPromptTokens(), call.getContainsPii());
      }
      case TOOL_CALL -> {
        PolicyProto.ToolCallContext call = context.getToolCall();
        yield new ActionContext.ToolCall(
            call.getToolName(),
            call.getToolSource(),
            PayloadBytes.decode(call.getArgsJson()),
            call.getTargetUrl());
      }
      case FILE_OP -> {
        PolicyProto.FileOpContext file = context.getFileOp();
        yield new ActionContext.FileOperation(
            file.getOperation(), file.getPath(), file.getIsSensitivePath());
      }
      case NETWORK_CALL -> {
        PolicyProto.NetworkCallContext call = context.getNetworkCall();
        yield new ActionContext.NetworkCall(
            call.getHost(), call.getPort(), call.getProtocol(), call.getInAllowlist());
      }
      case PROCESS_EXEC -> {
        PolicyProto.ProcessExecContext exec = context.getProcessExec();
        yield new ActionContext.ProcessExec(exec.getCommand(), List.copyOf(exec.getArgsList()));
      }
      case TOOL_RESULT -> {
        PolicyProto.ToolResultContext result = context.getToolResult();
        yield new ActionContext.ToolResult(
            result.getToolName(),
            result.getToolSource(),
            PayloadBytes.decode(result.getResultJson()),
            result.getSourceUrl());
      }
      case CONTEXT_NOT_SET -> new ActionContext.Missing();
    };
  }

  public static PolicyProto.CheckActionRequest encode(PolicyQuery query) throws WireException {
    PolicyProto.CheckActionRequest.Builder message =
        PolicyProto.CheckActionRequest.newBuilder()
            .setCredentialToken(WellFormedText.of(query.credentialToken()))
            .setTraceId(WellFormedText.of(query.traceId()))
            .setSpanId(WellFormedText.of(query.spanId()))
            .setActionTypeValue(query.action().number());
    if (!query.agent().equals(AgentId.NONE)) {
      message.setAgentId(AgentIdCodec.encode(query.agent()));
    }
    if (!query.caller().equals(AgentId.NONE)) {
      message.setCallerAgentId(AgentIdCodec.encode(query.caller()));
    }
    if (query.context().kind() != ActionContext.Kind.MISSING) {
      message.setContext(encode(query.context()));
    }
    return message.build();
  }

  private static PolicyProto.ActionContext encode(ActionContext context) throws WireException {
    PolicyProto.ActionContext.Builder message = PolicyProto.ActionContext.newBuilder();
    switch (context.kind()) {
      case LLM_CALL -> {
        ActionContext.LlmCall call = (ActionContext.LlmCall) context;
        message
            .getLlmCallBuilder()
            .setModel(WellFormedText.of(call.model()))
            .setPromptTokens(call.promptTokens())
            .setContainsPii(call.containsPii());
      }
      case TOOL_CALL -> {
        ActionContext.ToolCall call = (ActionContext.ToolCall) context;
        message
            .getToolCallBuilder()
            .setToolName(WellFormedText.of(call.tool()))
            .setToolSource(WellFormedText.of(call.source()))
            .setArgsJson(PayloadBytes.encode(call.arguments()))
            .setTargetUrl(WellFormedText.of(call.targetUrl()));
      }
      case FILE_OPERATION -> {
        ActionContext.FileOperation file = (ActionContext.FileOperation) context;
        message
            .getFileOpBuilder()
            .setOperation(WellFormedText.of(file.operation()))
            .setPath(WellFormedText.of(file.path()))
            .setIsSensitivePath(file.sensitive());
      }
      case NETWORK_CALL -> {
        ActionContext.NetworkCall call = (ActionContext.NetworkCall) context;
        message
            .getNetworkCallBuilder()
            .setHost(WellFormedText.of(call.host()))
            .setPort(call.port())
            .setProtocol(WellFormedText.of(call.protocol()))
            .setInAllowlist(call.inAllowlist());
      }
      case PROCESS_EXEC -> {
        ActionContext.ProcessExec exec = (ActionContext.ProcessExec) context;
        PolicyProto.ProcessExecContext.Builder builder =
            message.getProcessExecBuilder().setCommand(WellFormedText.of(exec.command()));
        for (String arg : exec.args()) {
          builder.addArgs(WellFormedText.of(arg));
        }
      }
      case TOOL_RESULT -> {
        ActionContext.ToolResult result = (ActionContext.ToolResult) context;
        message
            .getToolResultBuilder()
            .setToolName(WellFormedText.of(result.tool()))
            .setToolSource(WellFormedText.of(result.source()))
            .setResultJson(PayloadBytes.encode(result.result()))
            .setSourceUrl(WellFormedText.of(result.sourceUrl()));
      }
      case MISSING -> {
        // no context to encode
      }
    }
    return message.build();
  }
}

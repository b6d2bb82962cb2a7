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
      case LLM_CALL -> decode(context.getLlmCall());
      case TOOL_CALL -> decode(context.getToolCall());
      case FILE_OP -> decode(context.getFileOp());
      case NETWORK_CALL -> decode(context.getNetworkCall());
      case PROCESS_EXEC -> decode(context.getProcessExec());
      case TOOL_RESULT -> decode(context.getToolResult());
      case CONTEXT_NOT_SET -> new ActionContext.Missing();
    };
  }

  private static ActionContext decode(PolicyProto.LLMCallContext call) {
    return new ActionContext.LlmCall(
        call.getModel(), call.getPromptTokens(), call.getContainsPii());
  }

  private static ActionContext decode(PolicyProto.ToolCallContext call) {
    return new ActionContext.ToolCall(
        call.getToolName(),
        call.getToolSource(),
        PayloadBytes.decode(call.getArgsJson()),
        call.getTargetUrl());
  }

  private static ActionContext decode(PolicyProto.FileOpContext file) {
    return new ActionContext.FileOperation(
        file.getOperation(), file.getPath(), file.getIsSensitivePath());
  }

  private static ActionContext decode(PolicyProto.NetworkCallContext call) {
    return new ActionContext.NetworkCall(
        call.getHost(), call.getPort(), call.getProtocol(), call.getInAllowlist());
  }

  private static ActionContext decode(PolicyProto.ProcessExecContext exec) {
    return new ActionContext.ProcessExec(exec.getCommand(), List.copyOf(exec.getArgsList()));
  }

  private static ActionContext decode(PolicyProto.ToolResultContext result) {
    return new ActionContext.ToolResult(
        result.getToolName(),
        result.getToolSource(),
        PayloadBytes.decode(result.getResultJson()),
        result.getSourceUrl());
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
      case LLM_CALL -> encode((ActionContext.LlmCall) context, message.getLlmCallBuilder());
      case TOOL_CALL -> encode((ActionContext.ToolCall) context, message.getToolCallBuilder());
      case FILE_OPERATION ->
          encode((ActionContext.FileOperation) context, message.getFileOpBuilder());
      case NETWORK_CALL ->
          encode((ActionContext.NetworkCall) context, message.getNetworkCallBuilder());
      case PROCESS_EXEC ->
          encode((ActionContext.ProcessExec) context, message.getProcessExecBuilder());
      case TOOL_RESULT ->
          encode((ActionContext.ToolResult) context, message.getToolResultBuilder());
      case MISSING -> {
        // no context to encode
      }
    }
    return message.build();
  }

  private static void encode(ActionContext.LlmCall call, PolicyProto.LLMCallContext.Builder message)
      throws WireException {
    message
        .setModel(WellFormedText.of(call.model()))
        .setPromptTokens(call.promptTokens())
        .setContainsPii(call.containsPii());
  }

  private static void encode(
      ActionContext.ToolCall call, PolicyProto.ToolCallContext.Builder message)
      throws WireException {
    message
        .setToolName(WellFormedText.of(call.tool()))
        .setToolSource(WellFormedText.of(call.source()))
        .setArgsJson(PayloadBytes.encode(call.arguments()))
        .setTargetUrl(WellFormedText.of(call.targetUrl()));
  }

  private static void encode(
      ActionContext.FileOperation file, PolicyProto.FileOpContext.Builder message)
      throws WireException {
    message
        .setOperation(WellFormedText.of(file.operation()))
        .setPath(WellFormedText.of(file.path()))
        .setIsSensitivePath(file.sensitive());
  }

  private static void encode(
      ActionContext.NetworkCall call, PolicyProto.NetworkCallContext.Builder message)
      throws WireException {
    message
        .setHost(WellFormedText.of(call.host()))
        .setPort(call.port())
        .setProtocol(WellFormedText.of(call.protocol()))
        .setInAllowlist(call.inAllowlist());
  }

  private static void encode(
      ActionContext.ProcessExec exec, PolicyProto.ProcessExecContext.Builder message)
      throws WireException {
    message.setCommand(WellFormedText.of(exec.command()));
    for (String arg : exec.args()) {
      message.addArgs(WellFormedText.of(arg));
    }
  }

  private static void encode(
      ActionContext.ToolResult result, PolicyProto.ToolResultContext.Builder message)
      throws WireException {
    message
        .setToolName(WellFormedText.of(result.tool()))
        .setToolSource(WellFormedText.of(result.source()))
        .setResultJson(PayloadBytes.encode(result.result()))
        .setSourceUrl(WellFormedText.of(result.sourceUrl()));
  }
}

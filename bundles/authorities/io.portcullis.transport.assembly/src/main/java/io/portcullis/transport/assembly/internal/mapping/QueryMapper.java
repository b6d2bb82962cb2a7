// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.WireActionType;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Creates the query for a call. Sends no credential token: a gateway refuses one without its
 * registered agent (P4 of the contract), and this transport registers none.
 */
public final class QueryMapper {
  /** The tool name of the first query, whose answer only shows that the runtime answers. */
  public static final String PROBE = "portcullis_probe";

  private final AgentId self;

  public QueryMapper(String org, String team, String agentId) {
    self = new AgentId(org, team, agentId);
  }

  public PolicyQuery query(ToolCall call) throws UnsupportedCallException {
    try {
      return new PolicyQuery(
          agent(call.agent()),
          "",
          call.trace().traceId(),
          call.trace().spanId(),
          type(call.action()),
          context(call),
          caller(call));
    } catch (WireException e) {
      throw new UnsupportedCallException("the arguments are not well-formed text", e);
    }
  }

  private AgentId agent(AgentIdentity agent) {
    return new AgentId(
        agent.org().isEmpty() ? self.org() : agent.org(),
        agent.team().isEmpty() ? self.team() : agent.team(),
        agent.id().isEmpty() ? self.agent() : agent.id());
  }

  private static AgentId caller(ToolCall call) {
    AgentIdentity caller = call.caller();
    return caller == null ? AgentId.NONE : new AgentId(caller.org(), caller.team(), caller.id());
  }

  static WireActionType type(io.portcullis.api.ActionType action) {
    return switch (action) {
      case TOOL_CALL -> WireActionType.TOOL_CALL;
      case TOOL_RESULT -> WireActionType.TOOL_RESULT;
      case LLM_CALL -> WireActionType.LLM_CALL;
      case FILE_OPERATION -> WireActionType.FILE_OPERATION;
      case NETWORK_CALL -> WireActionType.NETWORK_CALL;
      case PROCESS_EXEC -> WireActionType.PROCESS_EXEC;
    };
  }

  private static ActionContext context(ToolCall call)
      throws UnsupportedCallException, WireException {
    String url = call.targetUrl() == null ? "" : call.targetUrl();
    return switch (call.action()) {
      case TOOL_CALL ->
          new ActionContext.ToolCall(
              call.tool(), call.source(), ImmutableBytes.ofText(call.arguments()), url);
      case TOOL_RESULT ->
          new ActionContext.ToolResult(
              call.tool(), call.source(), ImmutableBytes.ofText(call.arguments()), url);
      case LLM_CALL -> llmCall(ArgumentMembers.read(call.arguments()));
      case FILE_OPERATION -> fileOperation(ArgumentMembers.read(call.arguments()));
      case NETWORK_CALL -> network(ArgumentMembers.read(call.arguments()), url);
      case PROCESS_EXEC -> processExec(ArgumentMembers.read(call.arguments()));
    };
  }

  private static ActionContext llmCall(ArgumentMembers arguments) throws UnsupportedCallException {
    return new ActionContext.LlmCall(
        arguments.text("model", ""),
        arguments.number("prompt_tokens", 0),
        arguments.flag("contains_pii"));
  }

  private static ActionContext fileOperation(ArgumentMembers arguments)
      throws UnsupportedCallException {
    return new ActionContext.FileOperation(
        arguments.text("operation"), arguments.text("path"), arguments.flag("is_sensitive_path"));
  }

  private static ActionContext processExec(ArgumentMembers arguments)
      throws UnsupportedCallException {
    return new ActionContext.ProcessExec(arguments.text("command"), arguments.texts("args"));
  }

  private static ActionContext network(ArgumentMembers arguments, String url)
      throws UnsupportedCallException {
    if (url.isEmpty()) {
      return new ActionContext.NetworkCall(
          arguments.text("host"),
          arguments.number("port", 0),
          arguments.text("protocol", ""),
          false);
    }
    return network(arguments, target(url));
  }

  private static URI target(String url) throws UnsupportedCallException {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new UnsupportedCallException("the target URL is not valid", e);
    }
  }

  /** A host and a URL must agree, because the runtime decides about only one of them. */
  private static ActionContext network(ArgumentMembers arguments, URI target)
      throws UnsupportedCallException {
    String host = target.getHost();
    String protocol = target.getScheme();
    if (host == null || protocol == null) {
      throw new UnsupportedCallException("the target URL names no host");
    }
    int port = Math.max(0, target.getPort());
    if (!arguments.text("host", host).equalsIgnoreCase(host)
        || (port != 0 && arguments.number("port", port) != port)
        || !arguments.text("protocol", protocol).equalsIgnoreCase(protocol)) {
      throw new UnsupportedCallException("the target URL and the arguments name different hosts");
    }
    return new ActionContext.NetworkCall(host, arguments.number("port", port), protocol, false);
  }
}

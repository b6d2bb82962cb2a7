// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.assembly.wire.ActionContext;
import io.portcullis.assembly.wire.ActionType;
import io.portcullis.assembly.wire.AgentId;
import io.portcullis.assembly.wire.Octets;
import io.portcullis.assembly.wire.PolicyQuery;
import io.portcullis.assembly.wire.WireException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Makes a query of a call. No credential token is sent: one without its registered agent is refused
 * by a gateway (P4 of the contract), and this transport registers nothing.
 */
final class QueryMapper {
  /** The name of the tool of the first query, whose answer only shows that there is one. */
  static final String PROBE = "portcullis_probe";

  private final AgentId self;

  QueryMapper(String org, String team, String agentId) {
    self = new AgentId(org, team, agentId);
  }

  PolicyQuery query(ToolCall call) throws UnaskableException {
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
      throw new UnaskableException("the arguments are not well formed", e);
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

  static ActionType type(io.portcullis.api.ActionType action) {
    return switch (action) {
      case TOOL_CALL -> ActionType.TOOL_CALL;
      case TOOL_RESULT -> ActionType.TOOL_RESULT;
      case LLM_CALL -> ActionType.LLM_CALL;
      case FILE_OPERATION -> ActionType.FILE_OPERATION;
      case NETWORK_CALL -> ActionType.NETWORK_CALL;
      case PROCESS_EXEC -> ActionType.PROCESS_EXEC;
    };
  }

  private static ActionContext context(ToolCall call) throws UnaskableException, WireException {
    String url = call.targetUrl() == null ? "" : call.targetUrl();
    return switch (call.action()) {
      case TOOL_CALL ->
          new ActionContext.ToolCall(
              call.tool(), call.source(), Octets.ofText(call.arguments()), url);
      case TOOL_RESULT ->
          new ActionContext.ToolResult(
              call.tool(), call.source(), Octets.ofText(call.arguments()), url);
      case LLM_CALL -> {
        Arguments arguments = Arguments.read(call.arguments());
        yield new ActionContext.LlmCall(
            arguments.text("model", ""),
            arguments.number("prompt_tokens", 0),
            arguments.flag("contains_pii"));
      }
      case FILE_OPERATION -> {
        Arguments arguments = Arguments.read(call.arguments());
        yield new ActionContext.FileOperation(
            arguments.text("operation"),
            arguments.text("path"),
            arguments.flag("is_sensitive_path"));
      }
      case NETWORK_CALL -> network(Arguments.read(call.arguments()), url);
      case PROCESS_EXEC -> {
        Arguments arguments = Arguments.read(call.arguments());
        yield new ActionContext.ProcessExec(arguments.text("command"), arguments.texts("args"));
      }
    };
  }

  /** Whoever names a host and a URL must mean the same one: the runtime is asked about one. */
  private static ActionContext network(Arguments arguments, String url) throws UnaskableException {
    if (url.isEmpty()) {
      return new ActionContext.NetworkCall(
          arguments.text("host"),
          arguments.number("port", 0),
          arguments.text("protocol", ""),
          false);
    }
    URI target;
    try {
      target = new URI(url);
    } catch (URISyntaxException e) {
      throw new UnaskableException("the target URL is none", e);
    }
    String host = target.getHost();
    String protocol = target.getScheme();
    if (host == null || protocol == null) {
      throw new UnaskableException("the target URL names no host");
    }
    int port = Math.max(0, target.getPort());
    if (!arguments.text("host", host).equalsIgnoreCase(host)
        || (port != 0 && arguments.number("port", port) != port)
        || !arguments.text("protocol", protocol).equalsIgnoreCase(protocol)) {
      throw new UnaskableException("the target URL and the arguments name different hosts");
    }
    return new ActionContext.NetworkCall(host, arguments.number("port", port), protocol, false);
  }
}

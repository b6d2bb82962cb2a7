// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.Objects;

/**
 * Asks whether an action may run. A query has no id on the wire: the answers of a connection come
 * in the order of its queries.
 *
 * @param agent the agent that wants to act
 * @param credentialToken the token from a registration of this very agent, or empty; a secret
 * @param traceId the id of the trace, or empty
 * @param spanId the id of the span, or empty
 * @param action the type of the action
 * @param context the details of the action
 * @param caller the agent on whose behalf the agent acts, or {@link AgentId#NONE}
 */
public record PolicyQuery(
    AgentId agent,
    String credentialToken,
    String traceId,
    String spanId,
    WireActionType action,
    ActionContext context,
    AgentId caller)
    implements ClientMessage {
  /** Refuses null. */
  public PolicyQuery {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(credentialToken, "credentialToken");
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(caller, "caller");
  }

  /**
   * Creates a query about one tool call, without token or trace, as the SDKs do.
   *
   * @param agentId the agent that wants to call
   * @param tool the tool's name
   * @param arguments its arguments as JSON in UTF-8
   * @return the query
   */
  public static PolicyQuery toolCall(String agentId, String tool, ImmutableBytes arguments) {
    return new PolicyQuery(
        AgentId.of(agentId),
        "",
        "",
        "",
        WireActionType.TOOL_CALL,
        new ActionContext.ToolCall(tool, "", arguments, ""),
        AgentId.NONE);
  }

  @Override
  public Kind kind() {
    return Kind.POLICY_QUERY;
  }

  /**
   * Describes the query without token and contents, which must not reach a log.
   *
   * @return agent, action and kind of context
   */
  @Override
  public String toString() {
    return "PolicyQuery[agent=%s, action=%s, context=%s]".formatted(agent, action, context.kind());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A builder of a {@link ToolCall}. Not thread-safe. Null is refused by {@link #build}, except where
 * a method allows it.
 */
public final class ToolCallBuilder {
  private final String tool;
  private AgentIdentity agent = AgentIdentity.UNKNOWN;
  private ActionType action = ActionType.TOOL_CALL;
  private String source = "";
  private String arguments = "{}";
  private @Nullable String targetUrl;
  private TraceContext trace = TraceContext.NONE;
  private @Nullable AgentIdentity caller;
  private @Nullable Instant deadline;

  ToolCallBuilder(String tool) {
    this.tool = Objects.requireNonNull(tool, "tool");
  }

  /**
   * Sets the agent that calls; without it, the agent is unknown.
   *
   * @param value the agent
   * @return this builder
   */
  public ToolCallBuilder agent(AgentIdentity value) {
    agent = value;
    return this;
  }

  /**
   * Sets the kind of action; without it, the action is a tool call.
   *
   * @param value the action type
   * @return this builder
   */
  public ToolCallBuilder action(ActionType value) {
    action = value;
    return this;
  }

  /**
   * Sets the source of the tool; without it, the source is empty.
   *
   * @param value the source
   * @return this builder
   */
  public ToolCallBuilder source(String value) {
    source = value;
    return this;
  }

  /**
   * Sets the arguments; without them, they are an empty object.
   *
   * @param json the arguments as JSON text
   * @return this builder
   */
  public ToolCallBuilder arguments(String json) {
    arguments = json;
    return this;
  }

  /**
   * Sets the URL that the call addresses.
   *
   * @param value the URL, or null for none
   * @return this builder
   */
  public ToolCallBuilder targetUrl(@Nullable String value) {
    targetUrl = value;
    return this;
  }

  /**
   * Sets the call's place in a trace.
   *
   * @param value the trace context
   * @return this builder
   */
  public ToolCallBuilder trace(TraceContext value) {
    trace = value;
    return this;
  }

  /**
   * Sets the agent on whose behalf the calling agent acts.
   *
   * @param value the calling agent, or null for none
   * @return this builder
   */
  public ToolCallBuilder caller(@Nullable AgentIdentity value) {
    caller = value;
    return this;
  }

  /**
   * Sets the instant after which the call must not start.
   *
   * @param value the deadline, or null to leave it to the gate
   * @return this builder
   */
  public ToolCallBuilder deadline(@Nullable Instant value) {
    deadline = value;
    return this;
  }

  /**
   * Builds the call.
   *
   * @return an immutable call without an id
   * @throws NullPointerException if a required part was set to null
   */
  public ToolCall build() {
    return new ToolCall(
        "", agent, action, tool, source, arguments, targetUrl, trace, caller, deadline);
  }
}

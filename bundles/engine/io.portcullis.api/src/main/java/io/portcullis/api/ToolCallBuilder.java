// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link ToolCall}. Not for use by several threads. */
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
   * Says who calls.
   *
   * @param value the agent
   * @return this builder
   */
  public ToolCallBuilder agent(AgentIdentity value) {
    agent = value;
    return this;
  }

  /**
   * Says what kind of action it is; without it a tool call.
   *
   * @param value the action type
   * @return this builder
   */
  public ToolCallBuilder action(ActionType value) {
    action = value;
    return this;
  }

  /**
   * Says where the tool comes from.
   *
   * @param value the source
   * @return this builder
   */
  public ToolCallBuilder source(String value) {
    source = value;
    return this;
  }

  /**
   * Gives the arguments.
   *
   * @param json the arguments as JSON text
   * @return this builder
   */
  public ToolCallBuilder arguments(String json) {
    arguments = json;
    return this;
  }

  /**
   * Says which URL the call is aimed at.
   *
   * @param value the URL, or null for none
   * @return this builder
   */
  public ToolCallBuilder targetUrl(@Nullable String value) {
    targetUrl = value;
    return this;
  }

  /**
   * Places the call in a trace.
   *
   * @param value the trace context
   * @return this builder
   */
  public ToolCallBuilder trace(TraceContext value) {
    trace = value;
    return this;
  }

  /**
   * Says on whose behalf the agent acts.
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
   * Makes the call.
   *
   * @return an immutable call without an id
   * @throws NullPointerException if a required part was set to null
   */
  public ToolCall build() {
    return new ToolCall(
        "", agent, action, tool, source, arguments, targetUrl, trace, caller, deadline);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an agent to use a tool, as its adapter describes it. Immutable. Nothing in it is
 * trusted: the gate checks the size, depth and validity of the arguments.
 *
 * @param id the unique id of this attempt; empty until the gate stamps it
 * @param agent the agent that calls
 * @param action the kind of action
 * @param tool the tool's name
 * @param source the source of the tool, such as {@code langchain4j} or a server's name; may be
 *     empty
 * @param arguments the arguments as JSON text
 * @param targetUrl the URL that the call addresses, or null
 * @param trace the call's place in a trace
 * @param caller the agent on whose behalf {@code agent} acts, or null
 * @param deadline the instant after which the tool is not started under enforce; null leaves it to
 *     the gate
 * @param hints the annotations of a tool whose definition is pinned, by name: {@code readOnly},
 *     {@code destructive}, {@code idempotent}, {@code openWorld}; an unknown one is absent
 */
public record ToolCall(
    String id,
    AgentIdentity agent,
    ActionType action,
    String tool,
    String source,
    String arguments,
    @Nullable String targetUrl,
    TraceContext trace,
    @Nullable AgentIdentity caller,
    @Nullable Instant deadline,
    Map<String, Boolean> hints) {

  /**
   * Copies the hints and refuses null for required values.
   *
   * @throws NullPointerException if a required value is null
   */
  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(trace, "trace");
    hints = Map.copyOf(hints);
  }

  /**
   * Creates a call of a tool whose annotations are unknown.
   *
   * @param id the unique id of this attempt; empty until the gate stamps it
   * @param agent the agent that calls
   * @param action the kind of action
   * @param tool the tool's name
   * @param source the source of the tool; may be empty
   * @param arguments the arguments as JSON text
   * @param targetUrl the URL that the call addresses, or null
   * @param trace the call's place in a trace
   * @param caller the agent on whose behalf {@code agent} acts, or null
   * @param deadline the instant after which the tool is not started under enforce; null leaves it
   *     to the gate
   * @throws NullPointerException if a required value is null
   */
  public ToolCall(
      String id,
      AgentIdentity agent,
      ActionType action,
      String tool,
      String source,
      String arguments,
      @Nullable String targetUrl,
      TraceContext trace,
      @Nullable AgentIdentity caller,
      @Nullable Instant deadline) {
    this(id, agent, action, tool, source, arguments, targetUrl, trace, caller, deadline, Map.of());
  }

  /**
   * Creates a tool call with a tool and arguments only.
   *
   * @param tool the tool's name
   * @param arguments the arguments as JSON text
   * @return the call, without an id
   * @throws NullPointerException if an argument is null
   */
  public static ToolCall of(String tool, String arguments) {
    return builder(tool).arguments(arguments).build();
  }

  /**
   * Starts a tool call with arguments <code>{}</code> and everything else unknown.
   *
   * @param tool the tool's name
   * @return a new builder
   * @throws NullPointerException if the name is null
   */
  public static ToolCallBuilder builder(String tool) {
    return new ToolCallBuilder(tool);
  }

  /**
   * Returns the same call under another id, agent and deadline.
   *
   * @param newId the id of this attempt
   * @param newAgent the agent that calls
   * @param newDeadline the instant after which it must not start
   * @return a copy
   * @throws NullPointerException if the id or the agent is null
   */
  public ToolCall stamped(String newId, AgentIdentity newAgent, Instant newDeadline) {
    return new ToolCall(
        newId,
        newAgent,
        action,
        tool,
        source,
        arguments,
        targetUrl,
        trace,
        caller,
        newDeadline,
        hints);
  }

  /**
   * Returns the same call with other arguments, as after a redaction.
   *
   * @param newArguments the arguments as JSON text
   * @return a copy, or this call if the text is the same object
   * @throws NullPointerException if the arguments are null
   */
  @SuppressWarnings("ReferenceEquality") // sameness is only a shortcut
  public ToolCall withArguments(String newArguments) {
    return newArguments == arguments
        ? this
        : new ToolCall(
            id,
            agent,
            action,
            tool,
            source,
            newArguments,
            targetUrl,
            trace,
            caller,
            deadline,
            hints);
  }

  /**
   * Returns the same call with the annotations of its tool.
   *
   * @param newHints the known annotations by name
   * @return a copy
   * @throws NullPointerException if the hints are null
   */
  public ToolCall withHints(Map<String, Boolean> newHints) {
    return new ToolCall(
        id, agent, action, tool, source, arguments, targetUrl, trace, caller, deadline, newHints);
  }

  /**
   * Returns the digest to which an approval is bound.
   *
   * @return {@code sha256:} and the lower-case hex SHA-256 of the arguments in UTF-8
   */
  public String argumentsDigest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(arguments.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Describes the call without its arguments, which must not reach a log.
   *
   * @return id, agent, action, tool, source and the length of the arguments in characters
   */
  @Override
  public String toString() {
    return "ToolCall[id=%s, agent=%s, action=%s, tool=%s, source=%s, arguments=%d chars]"
        .formatted(id, agent, action, tool, source, arguments.length());
  }
}

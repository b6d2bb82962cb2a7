// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request of an agent. Immutable.
 *
 * @param org organisation of the agent, empty if none
 * @param team team of the agent, empty if none
 * @param agent identity of the agent, empty for an anonymous one
 * @param action kind of the action
 * @param tool name of the tool; needed for {@link Action#TOOL_CALL} and {@link Action#TOOL_RESULT}
 * @param source where the tool comes from, such as the name of a server; empty if unknown
 * @param arguments JSON text; for {@link Action#TOOL_RESULT} the result
 * @param url target of a network call, if known
 * @param caller the agent on whose behalf the agent acts, or null
 * @param hints the annotations of a pinned tool: {@code readOnly}, {@code destructive}, {@code
 *     idempotent}, {@code openWorld}; an unknown one is absent
 * @param operation the operation that the call belongs to, or empty
 * @param call the id of the call, or empty
 */
public record PolicyRequest(
    String org,
    String team,
    String agent,
    Action action,
    String tool,
    String source,
    String arguments,
    @Nullable String url,
    @Nullable Caller caller,
    Map<String, Boolean> hints,
    String operation,
    String call) {

  /**
   * An agent on whose behalf another agent acts.
   *
   * @param org its organisation, empty if none
   * @param team its team, empty if none
   * @param id its identity, empty if unknown
   */
  public record Caller(String org, String team, String id) {

    /** Refuses null. */
    public Caller {
      Objects.requireNonNull(org, "org");
      Objects.requireNonNull(team, "team");
      Objects.requireNonNull(id, "id");
    }
  }

  /** Copies the hints, and refuses null for every component but the URL and the caller. */
  public PolicyRequest {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(arguments, "arguments");
    hints = Map.copyOf(hints);
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(call, "call");
  }

  /**
   * Creates a request without a caller, hints and ids.
   *
   * @param org organisation of the agent, empty if none
   * @param team team of the agent, empty if none
   * @param agent identity of the agent, empty for an anonymous one
   * @param action kind of the action
   * @param tool name of the tool, or empty
   * @param source where the tool comes from, or empty
   * @param arguments JSON text
   * @param url target of a network call, if known
   */
  public PolicyRequest(
      String org,
      String team,
      String agent,
      Action action,
      String tool,
      String source,
      String arguments,
      @Nullable String url) {
    this(org, team, agent, action, tool, source, arguments, url, null, Map.of(), "", "");
  }

  /**
   * Returns the request of an anonymous agent.
   *
   * @param action kind of the action
   * @param tool name of the tool, or empty
   * @param arguments JSON text
   */
  public static PolicyRequest of(Action action, String tool, String arguments) {
    return new PolicyRequest("", "", "", action, tool, "", arguments, null);
  }

  /**
   * Returns the same request of another agent.
   *
   * @param newOrg organisation of the agent, empty if none
   * @param newTeam team of the agent, empty if none
   * @param newAgent identity of the agent, empty for an anonymous one
   */
  public PolicyRequest by(String newOrg, String newTeam, String newAgent) {
    return new PolicyRequest(
        newOrg, newTeam, newAgent, action, tool, source, arguments, url, caller, hints, operation,
        call);
  }

  /**
   * Returns the same request with another source.
   *
   * @param newSource where the tool comes from, or empty
   */
  public PolicyRequest from(String newSource) {
    return new PolicyRequest(
        org, team, agent, action, tool, newSource, arguments, url, caller, hints, operation, call);
  }

  /**
   * Returns the same request with another caller.
   *
   * @param newCaller the agent on whose behalf the agent acts, or null
   */
  public PolicyRequest onBehalfOf(@Nullable Caller newCaller) {
    return new PolicyRequest(
        org, team, agent, action, tool, source, arguments, url, newCaller, hints, operation, call);
  }

  /**
   * Returns the same request with the annotations of its tool.
   *
   * @param newHints the known annotations by name
   */
  public PolicyRequest withHints(Map<String, Boolean> newHints) {
    return new PolicyRequest(
        org, team, agent, action, tool, source, arguments, url, caller, newHints, operation, call);
  }

  /**
   * Returns the same request with its ids.
   *
   * @param newOperation the operation that the call belongs to, or empty
   * @param newCall the id of the call, or empty
   */
  public PolicyRequest within(String newOperation, String newCall) {
    return new PolicyRequest(
        org,
        team,
        agent,
        action,
        tool,
        source,
        arguments,
        url,
        caller,
        hints,
        newOperation,
        newCall);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

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
 * @param source where the tool comes from; no rule reads it
 * @param arguments JSON text
 * @param url target of a network call, if known
 */
public record PolicyRequest(
    String org,
    String team,
    String agent,
    Action action,
    String tool,
    String source,
    String arguments,
    @Nullable String url) {

  /** Refuses null for every component but the URL. */
  public PolicyRequest {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(arguments, "arguments");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * The origin of the agent of an event. Each text may be empty.
 *
 * @param rootAgentId the agent at the top
 * @param parentAgentId the agent that started this one
 * @param teamId the team
 * @param sessionId the session
 * @param delegationReason why it was started
 * @param spawnedByTool the tool that started it
 * @param depth the number of agents above it, as an unsigned number
 */
public record EventLineage(
    String rootAgentId,
    String parentAgentId,
    String teamId,
    String sessionId,
    String delegationReason,
    String spawnedByTool,
    int depth) {
  /** An unknown origin. */
  public static final EventLineage NONE = new EventLineage("", "", "", "", "", "", 0);

  /** Refuses null. */
  public EventLineage {
    Objects.requireNonNull(rootAgentId, "rootAgentId");
    Objects.requireNonNull(parentAgentId, "parentAgentId");
    Objects.requireNonNull(teamId, "teamId");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(delegationReason, "delegationReason");
    Objects.requireNonNull(spawnedByTool, "spawnedByTool");
  }
}

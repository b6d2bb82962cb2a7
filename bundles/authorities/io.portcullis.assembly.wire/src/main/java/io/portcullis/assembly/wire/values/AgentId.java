// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * The id of an agent; a claim of the agent itself.
 *
 * @param org its organisation; the SDKs leave it empty
 * @param team its team, or empty
 * @param agent its id, or empty
 */
public record AgentId(String org, String team, String agent) {
  /** No agent; on the wire the same as a missing field. */
  public static final AgentId NONE = new AgentId("", "", "");

  /** Refuses null. */
  public AgentId {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(agent, "agent");
  }

  /**
   * Creates the id of an agent without organisation and team, as the SDKs send it in queries.
   *
   * @param agent its id
   * @return the id
   */
  public static AgentId of(String agent) {
    return new AgentId("", "", agent);
  }
}

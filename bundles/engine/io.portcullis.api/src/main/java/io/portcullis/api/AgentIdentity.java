// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * The identity of a calling agent: its organisation, team and id. An empty string means that the
 * caller gave none. The identity is a claim of the caller and is not proven.
 *
 * @param org the organisation, or empty
 * @param team the team, or empty
 * @param id the agent, or empty
 */
public record AgentIdentity(String org, String team, String id) {
  /** The identity of a call without one. */
  public static final AgentIdentity UNKNOWN = new AgentIdentity("", "", "");

  /**
   * Refuses null parts.
   *
   * @throws NullPointerException if a part is null
   */
  public AgentIdentity {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(id, "id");
  }

  /**
   * Returns an agent of which only the id is known.
   *
   * @param id the agent's id
   * @return an identity with empty organisation and team
   * @throws NullPointerException if the id is null
   */
  public static AgentIdentity of(String id) {
    return new AgentIdentity("", "", id);
  }
}

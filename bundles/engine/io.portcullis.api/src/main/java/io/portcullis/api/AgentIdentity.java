// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * Who calls: an agent within a team within an organisation. An empty string means that the caller
 * did not say; it is a claim of the caller, not a proven identity.
 *
 * @param org the organisation, or empty
 * @param team the team, or empty
 * @param id the agent, or empty
 */
public record AgentIdentity(String org, String team, String id) {
  /** Nobody said who calls. */
  public static final AgentIdentity UNKNOWN = new AgentIdentity("", "", "");

  /** Refuses null parts. */
  public AgentIdentity {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(id, "id");
  }

  /**
   * An agent of which only the id is known.
   *
   * @param id the agent's id
   * @return an identity with empty organisation and team
   */
  public static AgentIdentity of(String id) {
    return new AgentIdentity("", "", id);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * Names an agent, as it says itself.
 *
 * @param org its organisation; the SDKs leave it empty
 * @param team its team, or empty
 * @param agent its id, or empty
 */
public record AgentId(String org, String team, String agent) {
  /** Nobody; on the wire the same as a field that is missing. */
  public static final AgentId NONE = new AgentId("", "", "");

  /** Refuses null. */
  public AgentId {
    Objects.requireNonNull(org, "org");
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(agent, "agent");
  }

  /**
   * An agent of which only the id is known, as the SDKs name it in queries.
   *
   * @param agent its id
   * @return the name
   */
  public static AgentId of(String agent) {
    return new AgentId("", "", agent);
  }
}

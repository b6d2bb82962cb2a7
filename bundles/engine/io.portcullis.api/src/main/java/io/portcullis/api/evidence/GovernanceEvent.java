// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import io.portcullis.api.AgentIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * An event that is not the decision of a call.
 *
 * @param type the type of the event, a stable word such as {@code policy_reloaded}
 * @param at the time of the event
 * @param agent the agent concerned, {@link AgentIdentity#UNKNOWN} without a particular one
 * @param attributes the details; never the arguments of a tool
 */
public record GovernanceEvent(
    String type, Instant at, AgentIdentity agent, Map<String, String> attributes) {
  /**
   * Copies the map.
   *
   * @throws NullPointerException if an argument is null
   */
  public GovernanceEvent {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(agent, "agent");
    attributes = Map.copyOf(attributes);
  }
}

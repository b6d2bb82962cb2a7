// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import io.portcullis.api.AgentIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Something worth knowing that is not the decision of a call.
 *
 * @param type what happened, a stable word such as {@code policy_reloaded}
 * @param at when
 * @param agent whom it concerns, {@link AgentIdentity#UNKNOWN} if nobody in particular
 * @param attributes details; never the arguments of a tool
 */
public record GovernanceEvent(
    String type, Instant at, AgentIdentity agent, Map<String, String> attributes) {
  /** Copies the map; refuses nulls. */
  public GovernanceEvent {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(agent, "agent");
    attributes = Map.copyOf(attributes);
  }
}

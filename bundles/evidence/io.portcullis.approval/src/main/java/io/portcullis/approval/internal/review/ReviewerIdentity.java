// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reviewer who is authenticated.
 *
 * @param kind how: {@code reviewer} or {@code local}
 * @param name the name of the reviewer or the user
 * @param groups to which the reviewer belongs
 */
public record ReviewerIdentity(String kind, String name, List<String> groups) {
  public static final String REVIEWER = "reviewer";
  static final String LOCAL = "local";

  public ReviewerIdentity {
    groups = List.copyOf(groups);
  }

  /** As records have it. */
  public String who() {
    return kind + ":" + name;
  }

  /** By the name alone: the same person may be a local user and a reviewer. */
  public boolean isPerson(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Whether the call is this reviewer's own, or made on behalf of this reviewer. */
  public boolean calls(ToolCall call) {
    return isAgent(call.agent()) || isAgent(call.caller());
  }

  private boolean isAgent(@Nullable AgentIdentity agent) {
    return agent != null && isPerson(agent.id());
  }

  /** Whether this reviewer is in one of the groups; no groups are no condition. */
  public boolean isIn(List<String> any) {
    return any.isEmpty() || !Collections.disjoint(groups, any);
  }
}

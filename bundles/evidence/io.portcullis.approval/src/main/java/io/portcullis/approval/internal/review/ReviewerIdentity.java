// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated reviewer.
 *
 * @param kind the kind of proof: {@code reviewer} or {@code local}
 * @param name the name of the reviewer or the user
 * @param groups the reviewer's groups
 */
public record ReviewerIdentity(String kind, String name, List<String> groups) {
  public static final String REVIEWER = "reviewer";
  static final String LOCAL = "local";

  public ReviewerIdentity {
    groups = List.copyOf(groups);
  }

  /** Returns the text for records. */
  public String who() {
    return kind + ":" + name;
  }

  /** Returns whether the name is the same: a local user and a reviewer may be one person. */
  public boolean isPerson(String other) {
    return name.equalsIgnoreCase(other);
  }

  /**
   * Returns whether this reviewer makes the call, or an agent makes it on the reviewer's behalf.
   */
  public boolean calls(ToolCall call) {
    return isAgent(call.agent()) || isAgent(call.caller());
  }

  private boolean isAgent(@Nullable AgentIdentity agent) {
    return agent != null && isPerson(agent.id());
  }

  /** Returns whether this reviewer is in one of the groups, always true without groups. */
  public boolean isIn(List<String> any) {
    return any.isEmpty() || !Collections.disjoint(groups, any);
  }
}

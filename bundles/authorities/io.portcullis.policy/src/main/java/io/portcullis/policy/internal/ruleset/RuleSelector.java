// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a rule is about. Each list that is given must match; an empty list is one that is
 * not given. A name that a call does not have is the empty name. Immutable.
 *
 * @param tools the tools; a call without a tool matches no such list
 * @param servers the sources of the tool
 * @param agents the ids of the agent
 * @param teams the teams of the agent
 * @param orgs the organisations of the agent
 * @param callers the ids of the agent on whose behalf the call is made
 * @param actions the kinds of action; not empty
 */
public record RuleSelector(
    List<NamePattern> tools,
    List<NamePattern> servers,
    List<NamePattern> agents,
    List<NamePattern> teams,
    List<NamePattern> orgs,
    List<NamePattern> callers,
    Set<Action> actions) {

  public RuleSelector {
    tools = List.copyOf(tools);
    servers = List.copyOf(servers);
    agents = List.copyOf(agents);
    teams = List.copyOf(teams);
    orgs = List.copyOf(orgs);
    callers = List.copyOf(callers);
    actions = Set.copyOf(actions);
  }

  /** Returns the same selector without results, unless it is about results only. */
  public RuleSelector withoutResults() {
    Set<Action> calls = new HashSet<>(actions);
    if (calls.size() > 1) {
      calls.remove(Action.TOOL_RESULT);
    }
    return new RuleSelector(tools, servers, agents, teams, orgs, callers, calls);
  }

  /** Returns whether the lists other than tools and actions match a request. */
  public boolean matches(PolicyRequest request) {
    PolicyRequest.Caller caller = request.caller();
    return any(servers, request.source())
        && any(agents, request.agent())
        && any(teams, request.team())
        && any(orgs, request.org())
        && any(callers, caller == null ? "" : caller.id());
  }

  /** Returns the first list that does not match a request, tools apart; empty if all match. */
  public String mismatch(PolicyRequest request) {
    if (!actions.contains(request.action())) {
      return "actions";
    }
    PolicyRequest.Caller caller = request.caller();
    if (!any(servers, request.source())) {
      return "servers";
    }
    if (!any(agents, request.agent())) {
      return "agents";
    }
    if (!any(teams, request.team())) {
      return "teams";
    }
    if (!any(orgs, request.org())) {
      return "orgs";
    }
    return any(callers, caller == null ? "" : caller.id()) ? "" : "callers";
  }

  /** Returns whether some pattern matches a tool. */
  public boolean matchesTool(@Nullable String tool) {
    return tools.isEmpty() || (tool != null && any(tools, tool));
  }

  private static boolean any(List<NamePattern> patterns, String name) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(name)) {
        return true;
      }
    }
    return false;
  }
}

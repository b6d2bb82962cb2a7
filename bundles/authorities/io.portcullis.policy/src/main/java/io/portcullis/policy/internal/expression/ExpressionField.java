// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The left side of a clause.
 *
 * @param path for an argument, the names and indexes that lead to it
 */
record ExpressionField(String name, Kind kind, List<ArgumentPath.Step> path)
    implements ExpressionToken {

  private static final String ARGUMENTS = "args.";
  private static final String RESULT = "tool_result";
  private static final Map<String, Kind> KINDS = new HashMap<>();

  static {
    KINDS.put("tool", Kind.TOOL);
    KINDS.put("agent.team_id", Kind.TEAM);
    put(Kind.EMPTY, "path", "url", "method", "command");
    put(Kind.UNKNOWN, "governance_level", "agent.depth", "agent.age", "agent.children_count");
    put(Kind.UNKNOWN, "team.active_agents", "team.parallel_agents", "team.budget_remaining");
    put(Kind.ABSENT, "agent.risk_tier", "parent.risk_tier", "child.risk_tier", "child.tool");
    put(Kind.ABSENT, "agent.parent_agent_id", "agent.is_root", "agent.is_leaf");
    put(Kind.ABSENT, "source.team_id", "target.team_id", "target.channel_id");
  }

  /** The source of the value of a field. */
  enum Kind {
    /** The name of the tool. */
    TOOL,
    /** The team of the agent; absent if the agent has none. */
    TEAM,
    /** A value of the arguments. */
    ARGUMENT,
    /** An always empty text, because expressions are evaluated for tool calls only. */
    EMPTY,
    /**
     * A measure of the agent or its team, which this engine does not know. A clause about it always
     * holds, because its author wants an approval.
     */
    UNKNOWN,
    /** A value that a tool call does not have. */
    ABSENT
  }

  private static void put(Kind kind, String... names) {
    for (String name : names) {
      KINDS.put(name, kind);
    }
  }

  /** Returns the field with a name; null if no field has it. */
  static @Nullable ExpressionField of(String name) {
    if (name.startsWith(ARGUMENTS) && name.length() > ARGUMENTS.length()) {
      return new ExpressionField(
          name, Kind.ARGUMENT, ArgumentPath.parse(name.substring(ARGUMENTS.length())));
    }
    if (name.equals(RESULT)
        || (name.startsWith(RESULT + ".") && name.length() > RESULT.length() + 1)) {
      return new ExpressionField(name, Kind.ABSENT, List.of());
    }
    Kind kind = KINDS.get(name);
    return kind == null ? null : new ExpressionField(name, kind, List.of());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code tools}: one look-up, however many tools there are. */
public record ToolTable(Map<String, ToolRule> exact, @Nullable ToolRule any) {

  /** Name of the entry for tools that have none of their own. */
  public static final String ANY = "*";

  public static final ToolTable EMPTY = new ToolTable(Map.of(), null);

  public ToolTable {
    exact = Map.copyOf(exact);
  }

  /** The entry that speaks of a tool; null if none does. */
  public @Nullable ToolRule find(String tool) {
    ToolRule rule = exact.get(tool);
    return rule != null ? rule : any;
  }

  /** What the author of a name should know who may take it for a pattern. */
  public static String noPattern(String name) {
    return "'" + name + "' is the name of one tool: names are compared as they are";
  }
}

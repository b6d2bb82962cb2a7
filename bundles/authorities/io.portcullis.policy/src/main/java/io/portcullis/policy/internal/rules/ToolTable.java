// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code tools}, with one lookup for any number of tools. */
public record ToolTable(Map<String, ToolRule> exact, @Nullable ToolRule any) {

  /** The name of the entry for tools without their own entry. */
  public static final String ANY = "*";

  public static final ToolTable EMPTY = new ToolTable(Map.of(), null);

  public ToolTable {
    exact = Map.copyOf(exact);
  }

  /** Returns the entry for a tool; null if no entry applies. */
  public @Nullable ToolRule find(String tool) {
    ToolRule rule = exact.get(tool);
    return rule != null ? rule : any;
  }

  /** Returns a warning for the author of a name that looks like a pattern. */
  public static String noPattern(String name) {
    return "'"
        + name
        + "' names one tool literally, because names are not patterns; write one entry for each"
        + " tool";
  }
}

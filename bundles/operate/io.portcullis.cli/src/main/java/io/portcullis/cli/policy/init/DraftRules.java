// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.policy.draft.Fence;
import io.portcullis.cli.policy.draft.PathNames;
import io.portcullis.cli.policy.init.DraftRule.DraftEffect;
import io.portcullis.cli.tool.ListedTool;
import io.portcullis.cli.tool.SchemaType;
import io.portcullis.cli.tool.ToolArgument;
import io.portcullis.support.text.PrintableText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses an effect for each tool of a server, by its annotations. A tool that is not understood is
 * denied. Stateless and thread-safe.
 */
final class DraftRules {
  /** Leaves room for the effect in the name of a rule. */
  private static final int MAX_NAME = 120;

  private static final int MAX_FENCES = 20;

  private DraftRules() {}

  /** Returns a rule for each tool, in the order of the server. */
  static List<DraftRule> of(List<ListedTool> tools) {
    Map<String, Integer> counts = new HashMap<>();
    tools.forEach(tool -> counts.merge(tool.name(), 1, Integer::sum));
    List<DraftRule> rules = new ArrayList<>();
    for (ListedTool tool : tools) {
      Integer count = counts.remove(tool.name());
      if (count != null) {
        String problem = count > 1 ? "the server lists it more than once" : problem(tool.name());
        rules.add(problem.isEmpty() ? rule(tool) : denied(tool, problem));
      }
    }
    return rules;
  }

  /** Returns why a rule cannot name a tool; empty if it can. */
  private static String problem(String name) {
    if (name.isBlank() || !name.strip().equals(name) || !PrintableText.isPrintable(name)) {
      return "its name is empty, or has invisible characters or blanks around it";
    }
    if (name.length() > MAX_NAME) {
      return "its name is longer than " + MAX_NAME + " characters";
    }
    if (name.startsWith("mcp:") || name.equals("llm_call")) {
      return "its name is reserved for requests of MCP";
    }
    return name.chars().anyMatch(c -> "*?[]{}\\".indexOf(c) >= 0)
        ? "its name has a character of patterns, so a rule would match other tools"
        : "";
  }

  private static DraftRule denied(ListedTool tool, String reason) {
    return new DraftRule(tool, DraftEffect.DENY, reason, List.of());
  }

  private static DraftRule rule(ListedTool tool) {
    if (!tool.declaredReadOnly() && !tool.mayDestroy()) {
      return denied(
          tool,
          "it changes something (not readOnlyHint), though nothing that exists (destructiveHint:"
              + " false)");
    }
    List<Fence> fences = new ArrayList<>();
    for (ToolArgument argument : tool.arguments()) {
      if (PathNames.matches(argument.name())) {
        String problem = unfenceable(argument);
        if (!problem.isEmpty()) {
          return denied(tool, "its argument '" + argument.name() + "' " + problem);
        }
        fence(argument).ifPresent(fences::add);
      }
    }
    if (fences.size() > MAX_FENCES) {
      return denied(tool, "more than " + MAX_FENCES + " of its arguments look like paths");
    }
    return tool.declaredReadOnly()
        ? new DraftRule(tool, DraftEffect.ALLOW, "readOnlyHint: true", fences)
        : new DraftRule(tool, DraftEffect.ASK, destructive(tool), fences);
  }

  private static String destructive(ListedTool tool) {
    return tool.destructive() == null
        ? "no destructiveHint, so it may destroy something"
        : "destructiveHint: true";
  }

  private static String unfenceable(ToolArgument argument) {
    if (!PrintableText.isPrintable(argument.name())) {
      return "has invisible characters";
    }
    if (argument.format().startsWith("uri")) {
      return "looks like a path, but is a URI";
    }
    Set<SchemaType> types = argument.types();
    boolean objects =
        types.contains(SchemaType.ARRAY)
            && !argument.items().isEmpty()
            && !argument.items().equals(Set.of(SchemaType.STRING));
    return types.contains(SchemaType.OBJECT) || objects
        ? "looks like a path, but is no text and no list of texts"
        : "";
  }

  /** Returns nothing for a number or a flag. A value of unknown type is compared as a text. */
  private static Optional<Fence> fence(ToolArgument argument) {
    boolean text = argument.accepts(SchemaType.STRING);
    if (!text && !argument.types().contains(SchemaType.ARRAY)) {
      return Optional.empty();
    }
    boolean nullable = argument.types().contains(SchemaType.NULL);
    return Optional.of(new Fence(argument.name(), !text, argument.required(), nullable));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.policy.draft.CelText;
import io.portcullis.cli.policy.draft.Fence;
import io.portcullis.cli.policy.draft.YamlText;
import io.portcullis.cli.policy.init.DraftRule.DraftEffect;
import io.portcullis.cli.tool.ListedTool;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the first policy as YAML. For one use. */
final class DraftDocument {
  private final StringBuilder out = new StringBuilder();
  private final String server;
  private final String workspace;
  private final List<DraftRule> rules;

  DraftDocument(String server, String workspace, List<DraftRule> rules) {
    this.server = server;
    this.workspace = workspace;
    this.rules = rules;
  }

  String text() {
    head();
    boolean any = false;
    for (DraftRule rule : rules) {
      if (rule.effect() != DraftEffect.DENY) {
        out.append(any ? "\n" : "  rules:\n");
        any = true;
        rule(rule);
      }
    }
    if (!any) {
      line("  rules: []");
    }
    denied();
    return out.toString();
  }

  private void head() {
    String name = YamlText.comment(server);
    line("# A first policy for the MCP server " + (name.isEmpty() ? "(no name)" : name) + ".");
    line("# Names, descriptions and annotations are the server's own words: review each rule.");
    line("# What no rule allows is denied.");
    line("apiVersion: portcullis/v1");
    line("kind: Policy");
    line("metadata: {name: first-policy}");
    line("spec:");
    if (rules.stream().anyMatch(rule -> !rule.fences().isEmpty())) {
      line("  variables:");
      line("    # The folder that the paths in arguments must stay in. Relative paths are denied.");
      line("    workspace: " + quotedTwice(workspace));
    }
  }

  /** A text of a condition, inside a text of YAML. */
  private static String quotedTwice(String text) {
    return YamlText.condition(CelText.quoted(text));
  }

  private void rule(DraftRule rule) {
    ListedTool tool = rule.tool();
    if (!tool.description().isBlank()) {
      line("    # " + YamlText.comment(tool.description()));
    }
    line("    # " + (rule.effect() == DraftEffect.ALLOW ? "Allowed: " : "Asks: ") + rule.reason());
    if (!rule.fences().isEmpty()) {
      line("    # Fenced in: " + names(rule.fences()));
    }
    line("    - name: " + YamlText.name(rule.name()));
    line("      tools: [" + YamlText.name(tool.name()) + "]");
    if (!rule.condition().isEmpty()) {
      line("      when: " + YamlText.condition(rule.condition()));
    }
    line("      effect: " + rule.effect().word());
  }

  private static String names(List<Fence> fences) {
    return fences.stream()
        .map(fence -> YamlText.comment(fence.name()))
        .collect(Collectors.joining(", "));
  }

  private void denied() {
    List<DraftRule> denied =
        rules.stream().filter(rule -> rule.effect() == DraftEffect.DENY).toList();
    if (!denied.isEmpty()) {
      line("");
      line("# Denied, because no rule is about them:");
    }
    for (DraftRule rule : denied) {
      String name = YamlText.comment(rule.tool().name());
      line("# - " + name + ": " + YamlText.comment(rule.reason()));
    }
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}

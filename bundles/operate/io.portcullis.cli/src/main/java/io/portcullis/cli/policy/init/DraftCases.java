// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.policy.draft.Fence;
import io.portcullis.cli.policy.draft.YamlText;
import io.portcullis.cli.policy.init.DraftRule.DraftEffect;
import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes cases that test the first policy as YAML. For one use. */
final class DraftCases {
  private static final int MAX_NAME = 1_000;

  private final StringBuilder out = new StringBuilder();
  private final String inside;
  private final String outside;
  private final List<DraftRule> rules;

  /**
   * Creates a writer.
   *
   * @param workspace the folder that the paths must stay in
   */
  DraftCases(String workspace, List<DraftRule> rules) {
    boolean root = workspace.equals("/");
    this.inside = (root ? "" : workspace) + "/example";
    this.outside = root ? "" : workspace + "/../outside-of-the-workspace";
    this.rules = rules;
  }

  /**
   * Returns the file of cases.
   *
   * @param policy the path of the policy, relative to the file of cases
   */
  String text(String policy) {
    line("# Cases for a first policy. Run them with: portcullis policy test FILE");
    line("policy: " + YamlText.quoted(policy));
    line("cases:");
    for (DraftRule rule : rules) {
      if (rule.effect() == DraftEffect.DENY) {
        denied(rule);
      } else {
        decided(rule);
      }
    }
    write("denies a tool that the server does not list", "not listed", "{}", "deny", "default");
    return out.toString();
  }

  private void denied(DraftRule rule) {
    String tool = rule.tool().name();
    // The others cannot be written, or are no names of a call.
    if (PrintableText.isPrintable(tool) && !tool.isBlank() && tool.length() <= MAX_NAME) {
      write("denies " + tool, tool, "{}", "deny", "default");
    }
  }

  private void decided(DraftRule rule) {
    String tool = rule.tool().name();
    String word = rule.effect().word();
    write(
        (rule.effect() == DraftEffect.ASK ? "asks for " : "allows ") + tool,
        tool,
        arguments(rule.fences(), null),
        word,
        rule.name());
    for (Fence fence : rule.fences()) {
      if (!outside.isEmpty()) {
        write(
            "denies " + tool + " with " + fence.name() + " outside the workspace",
            tool,
            arguments(rule.fences(), fence),
            "deny",
            "default");
      }
    }
  }

  /** All paths are inside except for those of one argument. */
  private String arguments(List<Fence> fences, @Nullable Fence leaves) {
    StringJoiner members = new StringJoiner(", ", "{", "}");
    for (Fence fence : fences) {
      String path = YamlText.quoted(fence.equals(leaves) ? outside : inside);
      String value = fence.list() ? "[" + YamlText.quoted(inside) + ", " + path + "]" : path;
      members.add(YamlText.quoted(fence.name()) + ": " + value);
    }
    return members.toString();
  }

  private void write(String name, String tool, String arguments, String expect, String rule) {
    line("  - name: " + YamlText.quoted(name));
    line("    call: {tool: " + YamlText.quoted(tool) + ", args: " + arguments + "}");
    line("    expect: " + expect);
    line("    rule: " + YamlText.name(rule));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}

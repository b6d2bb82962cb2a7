// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.policy.draft.CelText;
import io.portcullis.cli.policy.draft.YamlText;
import io.portcullis.support.text.PrintableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the suggested policy as YAML. For one use. */
final class SuggestedDocument {
  private static final int MAX_NAME = 60;

  private final StringBuilder out = new StringBuilder();
  private final Set<String> names = new HashSet<>();
  private final JournalCalls calls;

  SuggestedDocument(JournalCalls calls) {
    this.calls = calls;
  }

  String text() {
    line("# The smallest policy that allows " + calls.calls() + " recorded calls.");
    line("# Calls of other tools are denied. Review each rule: a recorded call may be a mistake.");
    if (calls.left() > 0) {
      line("# " + calls.left() + " calls are not covered, because their records are not complete.");
    }
    line("apiVersion: portcullis/v1");
    line("kind: Policy");
    line("metadata: {name: suggested-policy}");
    line("spec:");
    line(calls.groups().isEmpty() ? "  rules: []" : "  rules:");
    calls.groups().forEach(this::rule);
    return out.toString();
  }

  private void rule(CallGroup group, SeenCalls seen) {
    line("    # " + seen.counts());
    List<String> conditions = new ArrayList<>();
    String tools = selector("tools", "tool", group.tool(), conditions);
    String servers = selector("servers", "server", group.server(), conditions);
    fences(seen, conditions);
    line("    - name: " + YamlText.name(name(group)));
    out.append(tools).append(servers);
    line("      actions: [" + group.actionWord() + "]");
    if (!conditions.isEmpty()) {
      line("      when: " + YamlText.condition(String.join(" && ", conditions)));
    }
    line("      effect: " + (seen.asks() ? "ask" : "allow"));
  }

  /** A name with a character of patterns is compared in the condition, so that it is one name. */
  private static String selector(String key, String name, String value, List<String> conditions) {
    if (value.isEmpty()) {
      return "";
    }
    boolean plain =
        value.length() <= MAX_NAME
            && value.strip().equals(value)
            && value.chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0)
            && PrintableText.isPrintable(value);
    if (plain) {
      return "      " + key + ": [" + YamlText.name(value) + "]\n";
    }
    conditions.add(name + " == " + CelText.quoted(value));
    return "";
  }

  private void fences(SeenCalls seen, List<String> conditions) {
    if (seen.unknown() > 0) {
      line(
          "    # No fence: the arguments of %d calls were not kept or cannot be read."
              .formatted(seen.unknown()));
      return;
    }
    seen.paths().forEach((name, paths) -> fence(seen, name, paths, conditions));
  }

  private void fence(SeenCalls seen, String name, SeenPaths paths, List<String> conditions) {
    String shown = YamlText.comment(name);
    if (!seen.isFenced()) {
      line("    # No fence for " + shown + ": a recorded call would not pass it.");
    } else if (paths.folder().isEmpty()) {
      line("    # No fence for " + shown + ": its values have no common folder.");
    } else {
      line("    # Fenced in: " + shown + ", by the common folder of its values.");
      String folder = CelText.quoted(paths.folder());
      conditions.add(paths.fence(name, seen.calls()).condition(folder));
    }
  }

  /** Returns a name that no other rule has. */
  private String name(CallGroup group) {
    String about = group.tool().isEmpty() ? group.actionWord() : group.tool();
    String word = PrintableText.line(about, MAX_NAME).strip();
    String base = (group.actionWord().equals("tool_result") ? "result-of-" : "") + word;
    String name = base.isEmpty() ? "rule" : base;
    for (int n = 2; !names.add(name); n++) {
      name = base + "-" + n;
    }
    return name;
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.internal.ruleset.RedactionPointer;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyFinding;
import io.portcullis.policy.model.PolicyFinding.Code;
import io.portcullis.policy.model.ToolSchema;
import io.portcullis.policy.model.ToolSchema.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares one rule with the tools that it is about. For one use. */
final class ToolFit {
  private final RuleText text;
  private final Rule rule;
  private final List<ToolSchema> all;
  private final List<ToolSchema> tools;
  private final Set<String> reported = new HashSet<>();
  private final List<PolicyFinding> findings = new ArrayList<>();

  private ToolFit(RuleText text, List<ToolSchema> all) {
    this.text = text;
    this.rule = text.rule();
    this.all = all;
    this.tools = all.stream().filter(tool -> rule.selector().matchesTool(tool.name())).toList();
  }

  /** Returns what does not fit. */
  static List<PolicyFinding> of(RuleText text, List<ToolSchema> tools) {
    ToolFit fit = new ToolFit(text, tools);
    boolean calls = text.rule().selector().actions().contains(Action.TOOL_CALL);
    if (calls || text.rule().selector().actions().contains(Action.TOOL_RESULT)) {
      fit.names();
    }
    if (calls && !fit.tools.isEmpty()) {
      fit.text.uses().forEach(fit::use);
      fit.redactions();
    }
    return fit.findings;
  }

  /**
   * A policy may be about several servers, so an unknown name without a similar one may be right.
   */
  private void names() {
    List<String> known = all.stream().map(ToolSchema::name).toList();
    for (NamePattern pattern : rule.selector().tools()) {
      String name = pattern.source();
      boolean ours = name.startsWith("mcp:") || name.equals("llm_call");
      if (!ours && known.stream().noneMatch(pattern::matches)) {
        String hint = pattern.isExact() ? NearestName.hint(name, known) : "";
        String what = pattern.isExact() ? "no tool is named '" : "no tool has a name like '";
        findings.add(text.atRule(Code.UNKNOWN_TOOL, !hint.isEmpty(), what + name + "'" + hint));
      }
    }
  }

  private void use(ArgumentUse use) {
    List<ToolSchema> having =
        tools.stream().filter(tool -> tool.arguments().containsKey(use.name())).toList();
    if (having.isEmpty()) {
      unknown(use);
      return;
    }
    if (!use.presence() && !text.tests(use.name()) && !text.reads("tool")) {
      for (ToolSchema tool : tools) {
        if (isNamed(tool) && !having.contains(tool) && tool.closed()) {
          lacking(use, tool);
        }
      }
    }
    type(use, having);
  }

  private boolean isNamed(ToolSchema tool) {
    return rule.selector().tools().stream()
        .anyMatch(pattern -> pattern.isExact() && pattern.matches(tool.name()));
  }

  private void unknown(ArgumentUse use) {
    if (tools.stream().allMatch(tool -> tool.arguments().isEmpty() && !tool.closed())
        || !reported.add(use.name())) {
      return;
    }
    String hint = NearestName.hint(use.name(), arguments());
    boolean closed = tools.stream().allMatch(ToolSchema::closed);
    boolean tested = text.tests(use.name());
    if (hint.isEmpty() && !closed && tested) {
      return;
    }
    boolean error = !hint.isEmpty() || (closed && !tested);
    findings.add(
        text.atCondition(
            Code.UNKNOWN_ARGUMENT,
            error,
            use.offset(),
            whose() + " no argument '" + use.name() + "'" + hint));
  }

  private Set<String> arguments() {
    Set<String> names = new TreeSet<>();
    tools.forEach(tool -> names.addAll(tool.arguments().keySet()));
    return names;
  }

  private String whose() {
    return tools.size() == 1
        ? "the tool '" + tools.get(0).name() + "' has"
        : "the tools of the rule have";
  }

  private void lacking(ArgumentUse use, ToolSchema tool) {
    if (reported.add(tool.name() + " " + use.name())) {
      findings.add(
          text.atCondition(
              Code.UNKNOWN_ARGUMENT,
              true,
              use.offset(),
              "the tool '"
                  + tool.name()
                  + "' has no argument '"
                  + use.name()
                  + "', so the condition fails for each of its calls"
                  + NearestName.hint(use.name(), tool.arguments().keySet())));
    }
  }

  private void type(ArgumentUse use, List<ToolSchema> having) {
    List<ToolSchema> excluded =
        having.stream().filter(tool -> excludes(types(tool, use), use.accepted())).toList();
    boolean everywhere = excluded.size() == having.size();
    for (ToolSchema tool : excluded) {
      if ((everywhere || (isNamed(tool) && !text.reads("tool")))
          && reported.add("type " + use.offset())) {
        findings.add(
            text.atCondition(
                Code.ARGUMENT_TYPE,
                true,
                use.offset(),
                "args."
                    + use.name()
                    + " of the tool '"
                    + tool.name()
                    + "' is "
                    + words(types(tool, use))
                    + ", but this condition needs "
                    + words(use.accepted())));
      }
    }
  }

  private static Set<ValueType> types(ToolSchema tool, ArgumentUse use) {
    return tool.arguments().getOrDefault(use.name(), Set.of());
  }

  private static boolean excludes(Set<ValueType> types, Set<ValueType> accepted) {
    return !types.isEmpty() && !accepted.isEmpty() && Collections.disjoint(types, accepted);
  }

  private static String words(Set<ValueType> types) {
    return types.stream().sorted().map(ValueType::words).collect(Collectors.joining(" or "));
  }

  private void redactions() {
    for (RedactionPointer pointer : rule.terms().redact()) {
      String name = pointer.steps().get(0);
      boolean known =
          tools.stream().anyMatch(tool -> !tool.closed() || tool.arguments().containsKey(name));
      if (!known || (!arguments().contains(name) && !hint(name).isEmpty())) {
        findings.add(
            text.atRule(
                Code.UNKNOWN_ARGUMENT,
                true,
                whose() + " no argument '" + name + "' to redact" + hint(name)));
      }
    }
  }

  private String hint(String name) {
    return NearestName.hint(name, arguments());
  }
}

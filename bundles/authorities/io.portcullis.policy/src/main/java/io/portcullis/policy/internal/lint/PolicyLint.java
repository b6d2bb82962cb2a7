// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import dev.cel.common.ast.CelExpr;
import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.internal.ruleset.Effect;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyFinding;
import io.portcullis.policy.model.PolicyFinding.Code;
import io.portcullis.policy.model.ToolSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the rules of documents that apply together. For one use. */
public final class PolicyLint {
  /** The maximum number of findings. */
  private static final int LIMIT = 200;

  private static final int SHOWN = 5;

  /** A rule of a document. */
  private record Owned(PolicyDocument document, RuleText text) {
    Rule rule() {
      return text.rule();
    }
  }

  private final boolean cascade;
  private final List<ToolSchema> tools;
  private final List<Owned> rules = new ArrayList<>();
  private final List<PolicyFinding> findings = new ArrayList<>();

  private PolicyLint(List<PolicyDocument> documents, boolean cascade, List<ToolSchema> tools) {
    this.cascade = cascade;
    this.tools = tools;
    Set<String> counters =
        documents.stream()
            .flatMap(document -> document.effects().counters().stream())
            .map(counter -> counter.spec().name())
            .collect(Collectors.toSet());
    Map<Declarations, ExpressionCompiler> compilers = new HashMap<>();
    for (PolicyDocument document : documents) {
      for (Rule rule : document.ruleset().rules()) {
        String file = document.origin().file();
        rules.add(new Owned(document, RuleText.of(file, rule, counters, compilers)));
      }
    }
  }

  /**
   * Checks documents.
   *
   * @param cascade whether the documents are those of a folder
   * @param tools the tools that exist; empty if they are not known
   * @return findings in the order of the rules
   */
  public static List<PolicyFinding> check(
      List<PolicyDocument> documents, boolean cascade, List<ToolSchema> tools) {
    PolicyLint lint = new PolicyLint(documents, cascade, tools);
    for (Owned rule : lint.rules) {
      if (lint.findings.size() < LIMIT) {
        lint.shadow(rule);
        lint.neverHolds(rule);
        if (!tools.isEmpty()) {
          lint.findings.addAll(ToolFit.of(rule.text(), tools));
          lint.destructive(rule);
        }
      }
    }
    return lint.findings.stream().limit(LIMIT).toList();
  }

  private void shadow(Owned narrow) {
    if (narrow.rule().effect() == Effect.DENY) {
      return;
    }
    for (Owned wide : rules) {
      boolean denies = wide.rule().effect() == Effect.DENY && wide.rule().condition() == null;
      if (denies
          && appliesWith(wide.document(), narrow.document())
          && RuleCoverage.covers(wide.rule().selector(), narrow.rule().selector())) {
        String message =
            "the rule has no effect: '" + wide.rule().name() + "' denies all its calls";
        findings.add(narrow.text().atRule(Code.SHADOWED_RULE, false, message));
        return;
      }
    }
  }

  /** Returns whether one document applies wherever another one does. */
  private boolean appliesWith(PolicyDocument wide, PolicyDocument narrow) {
    return !cascade
        || wide.scope().kind() == Scope.Kind.GLOBAL
        || wide.scope().equals(narrow.scope());
  }

  private void neverHolds(Owned owned) {
    RuleText text = owned.text();
    CelExpr tree = text.condition();
    RuleCondition condition = owned.rule().condition();
    if (tree == null || condition == null) {
      return;
    }
    Optional<String> excluded = Contradictions.find(tree);
    if (isFalse(condition)) {
      never(text, "the condition can never hold");
    } else if (excluded.isPresent()) {
      never(text, "the condition can never hold: it demands two values of " + excluded.get());
    } else if (!owned.rule().selector().tools().isEmpty()) {
      for (String tool : Contradictions.texts(tree, "tool")) {
        if (!owned.rule().selector().matchesTool(tool)) {
          never(
              text, "the condition can never hold: the rule is not about the tool '" + tool + "'");
        }
      }
    }
  }

  private void never(RuleText text, String message) {
    findings.add(text.atCondition(Code.NEVER_HOLDS, false, 0, message));
  }

  /** Returns whether a condition that reads nothing is false. */
  private static boolean isFalse(RuleCondition condition) {
    ArgumentReferences read = condition.references();
    if (!read.names().isEmpty() || !read.counters().isEmpty()) {
      return false;
    }
    try {
      return !condition
          .expression()
          .test(new CallFrame(CallValues.EMPTY, condition.variables(), HistoryView.UNKNOWN));
    } catch (ExpressionFault | WorkLimitExceeded e) {
      return false;
    }
  }

  /** A tool about which another rule asks or denies is not overlooked. */
  private void destructive(Owned owned) {
    Rule rule = owned.rule();
    if (rule.effect() != Effect.ALLOW || rule.condition() != null) {
      return;
    }
    List<String> open =
        tools.stream()
            .filter(tool -> tool.destructive() && isAbout(rule, tool))
            .filter(tool -> rules.stream().noneMatch(other -> guards(other, tool)))
            .map(tool -> "'" + tool.name() + "'")
            .toList();
    if (!open.isEmpty()) {
      String message =
          "the rule allows destructive tools with any arguments: "
              + listed(open)
              + "; write a condition, or effect: ask";
      findings.add(owned.text().atRule(Code.DESTRUCTIVE_ALLOWED, false, message));
    }
  }

  private static String listed(List<String> names) {
    int more = names.size() - SHOWN;
    return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static boolean isAbout(Rule rule, ToolSchema tool) {
    return rule.selector().matchesTool(tool.name())
        && rule.selector().actions().contains(Action.TOOL_CALL);
  }

  private static boolean guards(Owned owned, ToolSchema tool) {
    List<NamePattern> named = owned.rule().selector().tools();
    return owned.rule().effect() != Effect.ALLOW && !named.isEmpty() && isAbout(owned.rule(), tool);
  }
}

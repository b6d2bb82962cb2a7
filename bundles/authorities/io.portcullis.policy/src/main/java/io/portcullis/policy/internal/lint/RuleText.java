// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.model.PolicyFinding;
import io.portcullis.policy.model.PolicyFinding.Code;
import io.portcullis.policy.model.PolicyProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule with the tree of its condition.
 *
 * @param file the document as the caller of the loader named it
 * @param rule the rule
 * @param condition the tree; null without a condition
 * @param uses where the condition reads arguments
 */
record RuleText(String file, Rule rule, @Nullable CelExpr condition, List<ArgumentUse> uses) {

  /**
   * Reads a rule that was compiled before.
   *
   * @param compilers shared by rules with the same names
   */
  static RuleText of(
      String file,
      Rule rule,
      Set<String> counters,
      Map<Declarations, ExpressionCompiler> compilers) {
    RuleCondition condition = rule.condition();
    if (condition == null) {
      return new RuleText(file, rule, null, List.of());
    }
    Map<String, String> types = new HashMap<>();
    condition.variables().forEach((name, each) -> types.put(name, each.type()));
    String source = condition.expression().source();
    ExpressionCompiler compiler =
        compilers.computeIfAbsent(new Declarations(types, counters), ExpressionCompiler::new);
    CelAbstractSyntaxTree tree = tree(source, compiler);
    return new RuleText(file, rule, tree.getExpr(), ArgumentUses.of(source, tree));
  }

  private static CelAbstractSyntaxTree tree(String source, ExpressionCompiler compiler) {
    try {
      return compiler.check(source, ResultType.BOOL);
    } catch (ExpressionException e) {
      throw new IllegalStateException("an expression that compiled no longer compiles", e);
    }
  }

  /** Returns whether the condition tests the presence of an argument. */
  boolean tests(String argument) {
    return uses.stream().anyMatch(use -> use.presence() && use.name().equals(argument));
  }

  /** Returns whether the condition is about other properties of the tool than its arguments. */
  boolean reads(String name) {
    RuleCondition condition = rule.condition();
    return condition != null && condition.references().names().contains(name);
  }

  /** Returns a finding at the name of the rule. */
  PolicyFinding atRule(Code code, boolean error, String message) {
    PolicyProblem problem =
        new PolicyProblem(
            file, rule.place().line(), rule.place().column(), "rules." + rule.name(), message);
    return new PolicyFinding(code, error, problem);
  }

  /** Returns a finding at a character of the condition. */
  PolicyFinding atCondition(Code code, boolean error, int offset, String message) {
    RuleCondition at = rule.condition();
    if (at == null) {
      return atRule(code, error, message);
    }
    PolicyProblem problem =
        new PolicyProblem(
            file,
            at.text().place(offset).line(),
            at.text().place(offset).column(),
            "rules." + rule.name() + ".when",
            message,
            at.text().excerpt(offset));
    return new PolicyFinding(code, error, problem);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.coverage;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.InstrumentedExpression;
import io.portcullis.policy.internal.cel.InstrumentedExpression.Part;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.model.CoverageReport.Missing;
import io.portcullis.policy.model.CoverageReport.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule and what requests reached of it. Not thread-safe. */
final class MeasuredRule {

  private final Rule rule;
  private final @Nullable InstrumentedExpression expression;
  private boolean reached;

  MeasuredRule(Rule rule) {
    this.rule = rule;
    RuleCondition condition = rule.condition();
    expression = condition == null ? null : condition.expression().instrument();
  }

  /** Evaluates the rule for a request that it is about; returns whether it applies. */
  boolean applies(RuleFrames frames) {
    reached = true;
    RuleCondition condition = rule.condition();
    if (condition == null || expression == null) {
      return true;
    }
    try {
      return expression.test(frames.of(condition.variables()));
    } catch (ExpressionFault e) {
      return false;
    }
  }

  /** Returns the rule itself, and both sides of each truth value of its condition. */
  long total() {
    return 1 + 2L * deciding().size();
  }

  /** Returns what was not reached. The sides of a rule that was not reached are not listed. */
  List<Missing> missing() {
    if (!reached) {
      return List.of(missing(Side.RULE, rule.place(), ""));
    }
    List<Missing> missing = new ArrayList<>();
    for (Part part : deciding()) {
      if (part.timesTrue() == 0) {
        missing.add(missing(Side.TRUE, place(part), part.text()));
      }
      if (part.timesFalse() == 0) {
        missing.add(missing(Side.FALSE, place(part), part.text()));
      }
    }
    return missing;
  }

  /** Returns how much was not reached. */
  long missed() {
    return reached ? missing().size() : total();
  }

  private SourceLocation place(Part part) {
    RuleCondition condition = rule.condition();
    return condition == null ? rule.place() : condition.text().place(part.offset());
  }

  private Missing missing(Side side, SourceLocation place, String part) {
    return new Missing(rule.name(), rule.document(), place.line(), place.column(), side, part);
  }

  private List<Part> deciding() {
    List<Part> found = new ArrayList<>();
    if (expression != null) {
      collect(expression.root(), found);
    }
    return found;
  }

  private static void collect(Part part, List<Part> found) {
    if (part.decides()) {
      found.add(part);
    }
    part.parts().forEach(inside -> collect(inside, found));
  }
}

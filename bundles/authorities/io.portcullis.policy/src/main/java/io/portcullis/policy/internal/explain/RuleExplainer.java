// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.explain;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.InstrumentedExpression;
import io.portcullis.policy.internal.cel.InstrumentedExpression.Part;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyExplanation.ConditionPart;
import io.portcullis.policy.model.PolicyExplanation.RuleOutcome;
import io.portcullis.policy.model.PolicyExplanation.RuleStatus;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Optional;
import java.util.function.Supplier;

/** Evaluates rules one by one, and records what the parts of their conditions are. */
final class RuleExplainer {

  private final PolicyRequest request;
  private final Supplier<RuleFrames> frames;
  private final PolicyDecision decision;

  /**
   * Creates an explainer.
   *
   * @param frames creates the values of the call, so that each rule has the whole work limit
   * @param decision the decision about the request
   */
  RuleExplainer(PolicyRequest request, Supplier<RuleFrames> frames, PolicyDecision decision) {
    this.request = request;
    this.frames = frames;
    this.decision = decision;
  }

  /** Explains a rule about the tool of the request. */
  RuleOutcome explain(Rule rule) {
    String mismatch = rule.selector().mismatch(request);
    if (!mismatch.isEmpty()) {
      return outcome(rule, RuleStatus.NOT_SELECTED, mismatch, Optional.empty());
    }
    RuleCondition condition = rule.condition();
    return condition == null
        ? outcome(rule, RuleStatus.APPLIES, "", Optional.empty())
        : explain(rule, condition);
  }

  private RuleOutcome explain(Rule rule, RuleCondition condition) {
    InstrumentedExpression expression = condition.expression().instrument();
    RuleStatus status;
    String cause = "";
    try {
      boolean holds = expression.test(frames.get().of(condition.variables()));
      status = holds ? RuleStatus.APPLIES : RuleStatus.CONDITION_FALSE;
    } catch (ExpressionFault e) {
      status = RuleStatus.CONDITION_FAILED;
      cause = e.reason();
    } catch (WorkLimitExceeded e) {
      status = RuleStatus.CONDITION_FAILED;
      cause = "it needs more work than a decision may take";
    } catch (StackOverflowError e) {
      status = RuleStatus.CONDITION_FAILED;
      cause = "it is nested too deeply";
    }
    return outcome(rule, status, cause, Optional.of(part(condition, expression.root())));
  }

  private RuleOutcome outcome(
      Rule rule, RuleStatus status, String cause, Optional<ConditionPart> condition) {
    boolean possible = status == RuleStatus.APPLIES || status == RuleStatus.CONDITION_FAILED;
    return new RuleOutcome(
        rule.name(),
        rule.document(),
        rule.place().line(),
        rule.effect().word(),
        status,
        cause,
        condition,
        possible
            && rule.name().equals(decision.rule())
            && rule.document().equals(decision.document()));
  }

  private static ConditionPart part(RuleCondition condition, Part part) {
    SourceLocation place = condition.text().place(part.offset());
    return new ConditionPart(
        part.text(),
        place.line(),
        place.column(),
        part.times(),
        part.value(),
        part.fault().map(ExpressionFault::reason),
        part.parts().stream().map(each -> part(condition, each)).toList());
  }
}

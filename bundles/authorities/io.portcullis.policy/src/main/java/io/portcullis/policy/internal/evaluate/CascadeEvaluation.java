// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.evaluate.Cascade.Applicable;
import io.portcullis.policy.internal.evaluate.history.HistoryStep;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.RuleEntry;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.RuleResult;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;

/**
 * Evaluates several documents, or one with rules. The sections of every document may object; then
 * any denial by a rule wins; then any demand for an approval; then anything that allows; and
 * otherwise the default of the documents decides.
 */
public final class CascadeEvaluation implements Evaluation {

  private static final String NO_DOCUMENT_REASON = "no policy document is for this request";
  private static final Deny NO_DOCUMENT = new Deny(NO_DOCUMENT_REASON, NO_DOCUMENT_REASON, "");

  private final Cascade cascade;
  private final EvaluationContext surroundings;

  public CascadeEvaluation(Cascade cascade, EvaluationContext surroundings) {
    this.cascade = cascade;
    this.surroundings = surroundings;
  }

  @Override
  public Evaluation withoutLimits() {
    return new CascadeEvaluation(cascade, surroundings.withoutLimits());
  }

  @Override
  public PolicyDecision evaluate(
      PolicyRequest request, RequestArguments arguments, DecisionHistory history)
      throws InvalidArgumentsException {
    RequestTarget target = RequestTargetReader.read(request, arguments);
    Applicable applicable = cascade.applicable(request, target.tool(request));
    if (applicable.documents().isEmpty()) {
      return NO_DOCUMENT;
    }
    SectionResults sections = new SectionResults(request, target, arguments);
    Deny refused = sections.object(applicable.documents(), surroundings);
    if (refused != null) {
      return refused;
    }
    return decide(applicable, target.tool(request), sections, request, arguments, history);
  }

  /** Decides a request to which no section objects. */
  private PolicyDecision decide(
      Applicable applicable,
      String tool,
      SectionResults sections,
      PolicyRequest request,
      RequestArguments arguments,
      DecisionHistory history)
      throws InvalidArgumentsException {
    DecisionCombiner combiner = new DecisionCombiner(applicable, request, arguments);
    List<RuleEntry> rules = applicable.rules(request.action(), tool);
    if (rules.isEmpty() && !applicable.counts()) {
      return combiner.combine(sections, RuleResult.SILENT);
    }
    List<EffectDefinitions.Entry> effects = applicable.effects(request.action(), tool);
    CallContent content = new CallContent(arguments.known(), surroundings.clock(), history);
    RuleEvaluator evaluator =
        new RuleEvaluator(request, rules, content, HistoryStep.references(effects));
    PolicyDecision decision = combiner.combine(sections, evaluator.evaluate());
    return applicable.counts()
        ? new HistoryStep(request, arguments, history, surroundings.prices())
            .add(decision, applicable.documents(), effects, evaluator.frames())
        : decision;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.explain;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.evaluate.Cascade;
import io.portcullis.policy.internal.evaluate.Cascade.Applicable;
import io.portcullis.policy.internal.evaluate.Evaluation.EvaluationContext;
import io.portcullis.policy.internal.evaluate.history.HistoryStep;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleEntry;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyExplanation.RuleOutcome;
import io.portcullis.policy.model.PolicyExplanation.Stage;
import io.portcullis.policy.model.PolicyExplanation.StageResult;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;

/** Explains decisions of a set of documents. Thread-safe. */
public final class CallExplainer {

  private final Cascade cascade;
  private final EvaluationContext surroundings;

  /** Creates an explainer with the documents and the context of the decision. */
  public CallExplainer(Cascade cascade, EvaluationContext surroundings) {
    this.cascade = cascade;
    this.surroundings = surroundings;
  }

  /**
   * Explains a decision.
   *
   * @param history what the decision has read of the history
   * @param decision the decision about the request
   */
  public PolicyExplanation explain(
      PolicyRequest request, DecisionHistory history, PolicyDecision decision) {
    RequestArguments arguments = RequestArguments.of(request);
    RequestTarget target;
    try {
      target = RequestTargetReader.read(request, arguments);
    } catch (InvalidArgumentsException e) {
      return only(decision, "request", StageResult.FAILED);
    }
    String tool = target.tool(request);
    Applicable applicable = cascade.applicable(request, tool);
    if (applicable.documents().isEmpty()) {
      return only(decision, "default", StageResult.OBJECTED);
    }
    StageExplainer stages = new StageExplainer(request, target, arguments, surroundings, decision);
    stages.sections(applicable.documents());
    List<RuleOutcome> rules = rules(applicable, request, tool, history, decision);
    if (applicable.data() != null) {
      stages.data(applicable.data());
    }
    stages.last(applicable.counts(), rules.stream().anyMatch(RuleOutcome::deciding));
    return new PolicyExplanation(decision, stages.stages(), rules);
  }

  private List<RuleOutcome> rules(
      Applicable applicable,
      PolicyRequest request,
      String tool,
      DecisionHistory history,
      PolicyDecision decision) {
    List<RuleEntry> entries = applicable.rules(request.action(), tool);
    ArgumentReferences effects = HistoryStep.references(applicable.effects(request.action(), tool));
    CallContent content = new CallContent(true, surroundings.clock(), history);
    RuleExplainer explainer =
        new RuleExplainer(
            request,
            () -> new RuleEvaluator(request, entries, content, effects).frames(),
            decision);
    return applicable.documents().stream()
        .flatMap(document -> document.ruleset().rules().stream())
        .filter(rule -> isAbout(rule, tool))
        .map(explainer::explain)
        .toList();
  }

  private static boolean isAbout(Rule rule, String tool) {
    return rule.selector().matchesTool(tool.isEmpty() ? null : tool);
  }

  private static PolicyExplanation only(PolicyDecision decision, String stage, StageResult result) {
    return new PolicyExplanation(
        decision,
        List.of(new Stage(stage, decision.document(), result, decision.reason(), true)),
        List.of());
  }
}

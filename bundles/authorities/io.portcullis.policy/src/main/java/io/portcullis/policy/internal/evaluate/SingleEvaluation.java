// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.data.SensitiveDataScanner;
import io.portcullis.policy.internal.evaluate.history.HistoryStep;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a single document that consists of sections only and applies to everyone: the first
 * step with an objection decides.
 */
public final class SingleEvaluation implements Evaluation {

  private final PolicyDocument document;
  private final EvaluationContext surroundings;

  public SingleEvaluation(PolicyDocument document, EvaluationContext surroundings) {
    this.document = document;
    this.surroundings = surroundings;
  }

  /**
   * Returns whether a document can be evaluated in this way: if it is in an upstream form, or if it
   * has neither rules, counters, labels nor a section for sensitive data. In our own form an
   * approval and redactions apply together.
   */
  public static boolean suits(PolicyDocument document) {
    return document.origin().upstream()
        || (document.ruleset().rules().isEmpty()
            && document.effects().isEmpty()
            && document.data() == null);
  }

  @Override
  public Evaluation withoutLimits() {
    return new SingleEvaluation(document, surroundings.withoutLimits());
  }

  @Override
  public PolicyDecision evaluate(
      PolicyRequest request, RequestArguments arguments, DecisionHistory history)
      throws InvalidArgumentsException {
    PolicyDecision decision = evaluate(request, arguments);
    if (document.budget() == null) {
      return decision;
    }
    CallContent content = new CallContent(arguments.known(), surroundings.clock(), history);
    RuleFrames none =
        new RuleEvaluator(request, List.of(), content, ArgumentReferences.NONE).frames();
    return new HistoryStep(request, arguments, history, surroundings.prices())
        .add(decision, List.of(document), List.of(), none);
  }

  private PolicyDecision evaluate(PolicyRequest request, RequestArguments arguments)
      throws InvalidArgumentsException {
    RequestTarget target = RequestTargetReader.read(request, arguments);
    PolicyDecision refused = EvaluationSteps.schedule(document, surroundings);
    if (refused == null) {
      refused = EvaluationSteps.network(document, target);
    }
    if (refused == null) {
      refused = EvaluationSteps.capability(document, request, target);
    }
    if (refused != null) {
      return refused;
    }
    ToolRule rule = EvaluationSteps.rule(document, request, target);
    DataRules data = document.data();
    if (rule != null && !rule.allow()) {
      return document.outcomes().tool;
    }
    if (rule != null && rule.limit() != ToolRule.UNLIMITED) {
      refused = surroundings.limit(document, rule.limit(), request, target.tool(request));
      if (refused != null) {
        return refused;
      }
    }
    Allow section = EvaluationSteps.permit(document, rule, request, target);
    if (section == null && !document.ruleset().allowsByDefault()) {
      return document.outcomes().byDefault;
    }
    Allow permit = section == null ? document.outcomes().silent : section;
    if ((rule == null || rule.approvalIf() == null) && data == null) {
      return permit;
    }
    return lastStages(request, target, arguments, rule, data, permit);
  }

  private PolicyDecision lastStages(
      PolicyRequest request,
      RequestTarget target,
      RequestArguments arguments,
      @Nullable ToolRule rule,
      @Nullable DataRules data,
      Allow permit)
      throws InvalidArgumentsException {
    if (rule != null) {
      PolicyDecision approval = Approvals.asked(document, rule, request, target, arguments);
      if (approval != null) {
        return approval;
      }
    }
    if (data == null) {
      return permit;
    }
    ScanResult result = new SensitiveDataScanner(data, request, arguments).scan(data.action());
    return Evaluation.afterScan(result, data.action(), document, permit);
  }
}

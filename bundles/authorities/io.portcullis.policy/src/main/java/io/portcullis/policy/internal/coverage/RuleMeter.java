// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.coverage;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.evaluate.Cascade;
import io.portcullis.policy.internal.evaluate.Cascade.Applicable;
import io.portcullis.policy.internal.evaluate.Evaluation.EvaluationContext;
import io.portcullis.policy.internal.evaluate.SectionResults;
import io.portcullis.policy.internal.evaluate.history.HistoryStep;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.Effect;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleEntry;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.model.CoverageReport;
import io.portcullis.policy.model.CoverageReport.Missing;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures which rules of a set of documents requests reach. It evaluates copies of the conditions
 * that record what they do, so decisions pay nothing for it. A request reaches the rules that its
 * decision depends on: none if a section objects, all that deny, and the others if none of those
 * denies. Not thread-safe.
 */
public final class RuleMeter {

  private final Cascade cascade;
  private final Map<Rule, MeasuredRule> measured = new LinkedHashMap<>();

  /**
   * Creates a meter.
   *
   * @param cascade the documents, by scope
   * @param documents the same documents
   */
  public RuleMeter(Cascade cascade, Collection<PolicyDocument> documents) {
    this.cascade = cascade;
    for (PolicyDocument document : documents) {
      document.ruleset().rules().forEach(rule -> measured.put(rule, new MeasuredRule(rule)));
    }
  }

  /**
   * Records what a request reaches.
   *
   * @param history what the decision about the request reads of the history
   * @param decision the decision, which tells whether a limit objects
   */
  public void measure(
      PolicyRequest request,
      EvaluationContext context,
      DecisionHistory history,
      PolicyDecision decision) {
    RequestArguments arguments = RequestArguments.of(request);
    RequestTarget target;
    try {
      target = RequestTargetReader.read(request, arguments);
    } catch (InvalidArgumentsException e) {
      return;
    }
    String tool = target.tool(request);
    Applicable applicable = cascade.applicable(request, tool);
    SectionResults sections = new SectionResults(request, target, arguments);
    if (sections.objection(applicable.documents(), context) != null
        || applicable.documents().stream().anyMatch(each -> limited(each, decision))) {
      return;
    }
    CallContent content = new CallContent(true, context.clock(), history);
    evaluate(selected(applicable, request, tool), frames(applicable, request, tool, content));
  }

  private static RuleFrames frames(
      Applicable applicable, PolicyRequest request, String tool, CallContent content) {
    ArgumentReferences effects = HistoryStep.references(applicable.effects(request.action(), tool));
    List<RuleEntry> entries = applicable.rules(request.action(), tool);
    return new RuleEvaluator(request, entries, content, effects).frames();
  }

  /** Returns what was reached until now. */
  public CoverageReport report() {
    long total = 0;
    long missed = 0;
    List<Missing> missing = new ArrayList<>();
    for (MeasuredRule rule : measured.values()) {
      total += rule.total();
      missed += rule.missed();
      missing.addAll(rule.missing());
    }
    return new CoverageReport(total - missed, total, missing);
  }

  private static boolean limited(PolicyDocument document, PolicyDecision decision) {
    return decision.equals(document.outcomes().rate)
        || decision.equals(document.outcomes().tooManyRates);
  }

  private static List<Rule> selected(Applicable applicable, PolicyRequest request, String tool) {
    return applicable.documents().stream()
        .flatMap(document -> document.ruleset().rules().stream())
        .filter(rule -> rule.selector().matchesTool(tool.isEmpty() ? null : tool))
        .filter(rule -> rule.selector().mismatch(request).isEmpty())
        .toList();
  }

  /** The work limit ends the decision, and with it the measurement of the request. */
  private void evaluate(List<Rule> selected, RuleFrames frames) {
    try {
      boolean denied = false;
      for (Rule rule : selected) {
        denied |= rule.effect() == Effect.DENY && of(rule).applies(frames);
      }
      for (Rule rule : selected) {
        if (!denied && rule.effect() != Effect.DENY) {
          of(rule).applies(frames);
        }
      }
    } catch (WorkLimitExceeded | StackOverflowError e) {
      return;
    }
  }

  private MeasuredRule of(Rule rule) {
    return Objects.requireNonNull(measured.get(rule));
  }
}

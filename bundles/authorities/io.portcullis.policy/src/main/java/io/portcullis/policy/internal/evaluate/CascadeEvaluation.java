// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.evaluate.Cascade.Applicable;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.RuleEntry;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.RuleResult;
import io.portcullis.policy.internal.ruleset.RuleTable;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyRequest;
import java.util.ArrayList;
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
  public PolicyDecision evaluate(
      PolicyRequest request, RequestArguments arguments, DecisionHistory history)
      throws InvalidArgumentsException {
    RequestTarget target = RequestTargetReader.read(request, arguments);
    String tool = target.tool(request);
    Applicable applicable = cascade.applicable(request, tool);
    List<PolicyDocument> documents = applicable.documents();
    if (documents.isEmpty()) {
      return NO_DOCUMENT;
    }
    SectionResults sections = new SectionResults(request, target, arguments);
    Deny refused = sections.object(documents, surroundings);
    if (refused != null) {
      return refused;
    }
    List<EffectDefinitions.Entry> effects = applicable.effects(request.action(), tool);
    List<RuleEntry> entries = entries(applicable.tables(), request, tool);
    CallContent content = new CallContent(arguments.known(), surroundings.clock(), history);
    RuleEvaluator rules =
        new RuleEvaluator(request, entries, content, HistoryStep.references(effects));
    RuleResult result = entries.isEmpty() ? RuleResult.SILENT : rules.evaluate();
    if (result instanceof RuleResult.Denied denied) {
      return denied.decision();
    }
    sections.requireReadable();
    if (result instanceof RuleResult.Failed failed) {
      return failed.decision();
    }
    if (!(result instanceof RuleResult.Passed passed)) {
      return undecidable(arguments);
    }
    PolicyDecision decision =
        new DecisionCombiner(applicable, request, arguments).combine(sections, passed);
    return new HistoryStep(request, arguments, history, surroundings.prices())
        .add(decision, documents, effects, rules.frames());
  }

  /** Returns the rules that may apply to a request. */
  public static List<RuleEntry> entries(
      List<RuleTable> tables, PolicyRequest request, String tool) {
    if (tables.size() == 1) {
      RuleEntry only = tables.get(0).find(request.action(), tool);
      return only.isEmpty() ? List.of() : List.of(only);
    }
    List<RuleEntry> entries = new ArrayList<>(tables.size());
    for (RuleTable table : tables) {
      RuleEntry entry = table.find(request.action(), tool);
      if (!entry.isEmpty()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** A rule reads what is not known, so the evaluation ends as at any other such access. */
  private static PolicyDecision undecidable(RequestArguments arguments)
      throws InvalidArgumentsException {
    arguments.require();
    throw new IllegalStateException("the arguments are known");
  }
}

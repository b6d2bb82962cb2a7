// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate.history;

import io.portcullis.policy.internal.budget.PriceTable;
import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.internal.ruleset.effect.EffectEvaluator;
import io.portcullis.policy.internal.ruleset.effect.EffectEvaluator.EffectFault;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;

/**
 * The last step: computes what a call adds to counters and labels, unless it is denied. A call that
 * cannot be counted is a fault.
 */
public final class HistoryStep {
  private final PolicyRequest request;
  private final RequestArguments arguments;
  private final DecisionHistory history;
  private final PriceTable prices;

  /**
   * Creates the step of one decision.
   *
   * @param prices the prices of models, for budgets
   */
  public HistoryStep(
      PolicyRequest request,
      RequestArguments arguments,
      DecisionHistory history,
      PriceTable prices) {
    this.prices = prices;
    this.request = request;
    this.arguments = arguments;
    this.history = history;
  }

  /** Returns what the expressions of counters and labels read. */
  public static ArgumentReferences references(List<EffectDefinitions.Entry> effects) {
    ArgumentReferences all = ArgumentReferences.NONE;
    for (int i = 0; i < effects.size(); i++) {
      ArgumentReferences each = effects.get(i).references();
      all = i == 0 ? each : all.union(each);
    }
    return all;
  }

  /**
   * Adds what the documents say about a call that is not denied.
   *
   * @return the decision, or a fault or denial that replaces it
   * @throws InvalidArgumentsException if an expression reads arguments that cannot be read
   */
  public PolicyDecision add(
      PolicyDecision decision,
      List<PolicyDocument> documents,
      List<EffectDefinitions.Entry> effects,
      RuleFrames frames)
      throws InvalidArgumentsException {
    if (decision instanceof Deny
        || decision instanceof Fault
        || (effects.isEmpty() && !hasBudget(documents))) {
      return decision;
    }
    EffectEvaluator evaluator = new EffectEvaluator(request, frames::of);
    try {
      for (int i = 0; i < effects.size(); i++) {
        evaluator.add(effects.get(i));
      }
      PolicyDecision objection =
          new BudgetStep(request, arguments, history, prices).objection(documents, evaluator);
      if (objection != null) {
        return objection;
      }
    } catch (EffectFault e) {
      if (e.readsContent() && !arguments.known()) {
        arguments.require();
      }
      return fault(String.valueOf(e.getMessage()));
    } catch (WorkLimitExceeded | StackOverflowError e) {
      return fault("counters and labels need more work than a decision may take");
    }
    history.adds(evaluator.effects());
    return decision;
  }

  private static boolean hasBudget(List<PolicyDocument> documents) {
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i).budget() != null) {
        return true;
      }
    }
    return false;
  }

  private static Fault fault(String why) {
    return new Fault("the call cannot be counted: " + why, "request_not_evaluated", "");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate.history;

import io.portcullis.policy.internal.budget.Budget;
import io.portcullis.policy.internal.budget.BudgetCounter;
import io.portcullis.policy.internal.budget.PriceTable;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.internal.ruleset.effect.EffectEvaluator;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CallEffects.Count;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Denies calls beyond a budget, and counts the price of calls of models. A call of a model counts
 * when it is decided, monthly budgets first.
 */
final class BudgetStep {
  private static final BigDecimal CHARACTERS_OF_A_TOKEN = new BigDecimal("0.25");

  private final PolicyRequest request;
  private final RequestArguments arguments;
  private final DecisionHistory history;
  private final PriceTable prices;

  BudgetStep(
      PolicyRequest request,
      RequestArguments arguments,
      DecisionHistory history,
      PriceTable prices) {
    this.request = request;
    this.arguments = arguments;
    this.history = history;
    this.prices = prices;
  }

  /**
   * Checks the budgets of some documents, and adds the price of the call.
   *
   * @return an objection, or null
   */
  @Nullable PolicyDecision objection(List<PolicyDocument> documents, EffectEvaluator effects)
      throws InvalidArgumentsException {
    BigDecimal price = null;
    for (int i = 0; i < documents.size(); i++) {
      Budget budget = documents.get(i).budget();
      if (budget == null) {
        continue;
      }
      price = price == null ? price() : price;
      for (BudgetCounter counter : budget.counters()) {
        PolicyDecision refused = check(documents.get(i), budget, counter, price);
        if (refused != null) {
          return refused;
        }
        if (request.action() == Action.LLM_CALL) {
          effects.add(
              new Count(
                  counter.spec().name(), counter.spec().id(), counter.subject(request), price));
        }
      }
    }
    return null;
  }

  private @Nullable PolicyDecision check(
      PolicyDocument document, Budget budget, BudgetCounter counter, BigDecimal price) {
    BigDecimal spent;
    try {
      spent = history.sumOf(counter.spec().id(), counter.subject(request));
    } catch (ExpressionFault e) {
      return new Fault(
          "the budget is not known: " + e.reason(), "request_not_evaluated", document.name());
    }
    boolean exceeded =
        spent.compareTo(counter.limit()) >= 0 || spent.add(price).compareTo(counter.limit()) > 0;
    if (!exceeded) {
      return null;
    }
    if (budget.suspends()) {
      history.suspend();
    }
    String reason = counter.monthly() ? "monthly budget exceeded" : "daily budget exceeded";
    return new Deny(reason, reason, document.name());
  }

  /** Returns the price of a call of a model, and zero for other calls. */
  private BigDecimal price() throws InvalidArgumentsException {
    if (request.action() != Action.LLM_CALL) {
      return BigDecimal.ZERO;
    }
    JsonValue value = arguments.value();
    String model = value.text("model");
    BigDecimal input = tokens(value, "prompt_tokens");
    BigDecimal output = tokens(value, "completion_tokens", "max_tokens", "maxTokens");
    return prices.cost(
        model == null ? "" : model,
        input == null
            ? BigDecimal.valueOf(arguments.text().length()).multiply(CHARACTERS_OF_A_TOKEN)
            : input,
        output == null ? BigDecimal.ZERO : output);
  }

  /** Returns the first number of some members; a negative or huge one is refused. */
  private static @Nullable BigDecimal tokens(JsonValue value, String... names)
      throws InvalidArgumentsException {
    for (String name : names) {
      if (value instanceof JsonObject object
          && object.members().get(name) instanceof JsonNumber number) {
        BigDecimal tokens = number.decimal();
        if (tokens == null
            || tokens.signum() < 0
            || tokens.precision() > 15
            || Math.abs(tokens.scale()) > 15) {
          throw new InvalidArgumentsException("'" + name + "' is no number of tokens");
        }
        return tokens;
      }
    }
    return null;
  }
}

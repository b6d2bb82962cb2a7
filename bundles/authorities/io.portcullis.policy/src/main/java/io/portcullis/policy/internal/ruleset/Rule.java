// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One rule of a document, ready to evaluate. Immutable. */
public final class Rule {

  /** Rules that need no arguments come first; otherwise the name decides, never the order. */
  static final Comparator<Rule> ORDER =
      Comparator.comparing(Rule::readsContent).thenComparing(Rule::name);

  private final String name;
  private final String document;
  private final SourceLocation place;
  private final Effect effect;
  private final RuleSelector selector;
  private final @Nullable RuleCondition condition;
  private final RuleTerms terms;
  private final Deny denial;
  private final Allow permit;

  /**
   * Creates a rule.
   *
   * @param name unique in the folder
   * @param document the name of its document
   * @param place where it is written in the document
   * @param condition null for a rule that always applies to its calls
   */
  public Rule(
      String name,
      String document,
      SourceLocation place,
      Effect effect,
      RuleSelector selector,
      @Nullable RuleCondition condition,
      RuleTerms terms) {
    this.name = name;
    this.document = document;
    this.place = place;
    this.effect = effect;
    this.selector = selector;
    this.condition = condition;
    this.terms = terms;
    this.denial = new Deny("denied by a rule", name, document, terms.message());
    this.permit = new Allow("allowed by policy", name, document);
  }

  public String name() {
    return name;
  }

  public String document() {
    return document;
  }

  public SourceLocation place() {
    return place;
  }

  public Effect effect() {
    return effect;
  }

  public RuleSelector selector() {
    return selector;
  }

  public @Nullable RuleCondition condition() {
    return condition;
  }

  public RuleTerms terms() {
    return terms;
  }

  /** Returns the decision if the rule denies. */
  public Deny denial() {
    return denial;
  }

  /** Returns the decision if the rule allows. */
  public Allow permit() {
    return permit;
  }

  private boolean readsContent() {
    return condition != null && condition.readsContent();
  }

  /**
   * Returns whether the rule applies to a call of its tools and actions.
   *
   * @throws ExpressionFault if the condition neither holds nor does not hold
   */
  boolean applies(PolicyRequest request, RuleFrames frames) throws ExpressionFault {
    if (!selector.matches(request)) {
      return false;
    }
    if (condition == null) {
      return true;
    }
    CallFrame frame = frames.of(condition.variables());
    return condition.expression().test(frame);
  }
}

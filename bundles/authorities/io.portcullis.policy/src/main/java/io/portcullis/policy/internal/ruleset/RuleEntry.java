// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import java.util.List;

/** The rules that may apply to the calls of one tool and one kind of action. Immutable. */
public final class RuleEntry {

  static final RuleEntry EMPTY = new RuleEntry(List.of());

  private final Rule[] denies;
  private final Rule[] asks;
  private final Rule[] allows;
  private final ArgumentReferences references;
  private final boolean constant;

  RuleEntry(List<Rule> rules) {
    denies = of(rules, Effect.DENY);
    asks = of(rules, Effect.ASK);
    allows = of(rules, Effect.ALLOW);
    ArgumentReferences union = ArgumentReferences.NONE;
    boolean each = true;
    for (Rule rule : rules) {
      each &= rule.isConstant();
      RuleCondition condition = rule.condition();
      union = condition == null ? union : union.union(condition.references());
    }
    references = union;
    constant = each;
  }

  private static Rule[] of(List<Rule> rules, Effect effect) {
    return rules.stream()
        .filter(rule -> rule.effect() == effect)
        .sorted(Rule.ORDER)
        .toArray(Rule[]::new);
  }

  Rule[] denies() {
    return denies;
  }

  Rule[] asks() {
    return asks;
  }

  Rule[] allows() {
    return allows;
  }

  /** Returns whether no rule may apply. */
  public boolean isEmpty() {
    return denies.length + asks.length + allows.length == 0;
  }

  /** Returns what the conditions of all rules read. */
  ArgumentReferences references() {
    return references;
  }

  /** Returns whether every rule applies to every call. */
  boolean isConstant() {
    return constant;
  }
}

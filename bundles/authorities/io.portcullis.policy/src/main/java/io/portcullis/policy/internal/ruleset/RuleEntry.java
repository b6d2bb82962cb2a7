// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules that may apply to the calls of one tool and one kind of action. Immutable. */
public final class RuleEntry {

  private final Rule[] denies;
  private final Rule[] asks;
  private final Rule[] allows;
  private final ArgumentReferences references;

  RuleEntry(List<Rule> rules) {
    denies = of(rules, Effect.DENY);
    asks = of(rules, Effect.ASK);
    allows = of(rules, Effect.ALLOW);
    references = union(rules);
  }

  /** Unites pairs, then pairs of pairs: one after the other would copy a growing set each time. */
  private static ArgumentReferences union(List<Rule> rules) {
    Set<ArgumentReferences> distinct = new LinkedHashSet<>();
    for (Rule rule : rules) {
      RuleCondition condition = rule.condition();
      if (condition != null) {
        distinct.add(condition.references());
      }
    }
    List<ArgumentReferences> left = new ArrayList<>(distinct);
    while (left.size() > 1) {
      List<ArgumentReferences> pairs = new ArrayList<>();
      for (int i = 0; i < left.size(); i += 2) {
        pairs.add(i + 1 == left.size() ? left.get(i) : left.get(i).union(left.get(i + 1)));
      }
      left = pairs;
    }
    return left.isEmpty() ? ArgumentReferences.NONE : left.get(0);
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
}

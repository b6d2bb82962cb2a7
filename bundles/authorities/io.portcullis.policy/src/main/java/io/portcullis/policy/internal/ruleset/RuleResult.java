// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the rules say about one call, before the sections and the default are considered. */
public sealed interface RuleResult {

  /** No rule applies. */
  Passed SILENT = new Passed(List.of(), List.of());

  /** A rule denies the call. */
  record Denied(Deny decision) implements RuleResult {}

  /** A rule that may apply cannot be evaluated, and no rule denies the call. */
  record Failed(Fault decision) implements RuleResult {}

  /** A rule reads what a record does not contain, and no rule denies the call. */
  record Undecidable() implements RuleResult {}

  /**
   * No rule denies the call or fails.
   *
   * @param asks the rules that ask
   * @param allows the rules that allow
   */
  record Passed(List<Rule> asks, List<Rule> allows) implements RuleResult {

    /** Returns whether some rule redacts. */
    public boolean redacts() {
      return redact(asks) || redact(allows);
    }

    private static boolean redact(List<Rule> rules) {
      for (int i = 0; i < rules.size(); i++) {
        if (!rules.get(i).terms().redact().isEmpty()) {
          return true;
        }
      }
      return false;
    }

    /**
     * Returns a rule that redacts.
     *
     * @throws java.util.NoSuchElementException if no rule does
     */
    public Rule redacting() {
      return redactingRules().get(0);
    }

    /** Returns the pointers of all rules, each once, in a fixed order. */
    public List<RedactionPointer> pointers() {
      return redactingRules().stream()
          .flatMap(rule -> rule.terms().redact().stream())
          .distinct()
          .sorted(Comparator.comparing(RedactionPointer::text))
          .toList();
    }

    private List<Rule> redactingRules() {
      List<Rule> all = new ArrayList<>(asks);
      all.addAll(allows);
      return all.stream()
          .filter(rule -> !rule.terms().redact().isEmpty())
          .sorted(Comparator.comparing(Rule::name))
          .toList();
    }
  }
}

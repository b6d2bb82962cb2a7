// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRedaction;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The expected decision of a case.
 *
 * @param verdict the verdict
 * @param rule the rule that must decide; null for any
 * @param redacts the JSON pointers of the values that must be replaced; null for any
 */
record Expectation(Outcome verdict, @Nullable String rule, @Nullable List<String> redacts) {

  /** The verdicts that a case can expect. */
  enum Outcome {
    /** The call may run, possibly after redaction. */
    ALLOW,
    /** The documents deny the call. */
    DENY,
    /** The call needs an approval. */
    ASK,
    /** The decision failed; an engine under enforce denies the call. */
    FAULT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(PolicyDecision decision) {
      if (decision instanceof PolicyDecision.Deny) {
        return DENY;
      }
      if (decision instanceof NeedsApproval) {
        return ASK;
      }
      return decision instanceof PolicyDecision.Fault ? FAULT : ALLOW;
    }
  }

  /** Returns how a decision differs; empty if it is as expected. */
  String difference(PolicyDecision decision) {
    Outcome actual = Outcome.of(decision);
    if (actual != verdict) {
      return "expected "
          + verdict.word()
          + ", but the decision is "
          + actual.word()
          + " by "
          + decision.rule()
          + ": "
          + decision.reason();
    }
    if (rule != null && !rule.equals(decision.rule())) {
      return "expected " + verdict.word() + " by " + rule + ", but it is by " + decision.rule();
    }
    List<String> replaced = replaced(decision);
    return redacts == null || sorted(redacts).equals(replaced)
        ? ""
        : "expected redactions at " + sorted(redacts) + ", but they are at " + replaced;
  }

  private static List<String> replaced(PolicyDecision decision) {
    List<PolicyRedaction> all =
        decision instanceof Redact redact
            ? redact.redactions()
            : decision instanceof NeedsApproval approval ? approval.redactions() : List.of();
    return sorted(all.stream().map(PolicyRedaction::pointer).toList());
  }

  private static List<String> sorted(List<String> pointers) {
    return pointers.stream().distinct().sorted().toList();
  }
}

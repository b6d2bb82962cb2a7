// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.data.CascadeData;
import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.data.SensitiveDataScanner;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleResult;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Combines what sections and rules say about a request to which none objects: approval, permit or
 * default, then sensitive data and redactions. Not thread-safe.
 */
final class DecisionCombiner {

  private final Cascade.Applicable applicable;
  private final PolicyRequest request;
  private final RequestArguments arguments;

  DecisionCombiner(
      Cascade.Applicable applicable, PolicyRequest request, RequestArguments arguments) {
    this.applicable = applicable;
    this.request = request;
    this.arguments = arguments;
  }

  /**
   * Returns the decision; a denial by a rule takes precedence over arguments that are unreadable.
   */
  PolicyDecision combine(SectionResults sections, RuleResult result)
      throws InvalidArgumentsException {
    if (result instanceof RuleResult.Denied denied) {
      return denied.decision();
    }
    sections.requireReadable();
    if (result instanceof RuleResult.Failed failed) {
      return failed.decision();
    }
    if (result instanceof RuleResult.Passed passed) {
      return combine(sections, passed);
    }
    // A rule reads what is not known, so the evaluation ends as at any other such access.
    arguments.require();
    throw new IllegalStateException("the arguments are known");
  }

  private PolicyDecision combine(SectionResults sections, RuleResult.Passed rules)
      throws InvalidArgumentsException {
    NeedsApproval approval = Approvals.combined(sections.approval(), rules.asks());
    Allow permit = permit(sections, rules);
    if (approval == null && permit == null) {
      return defaultDenial();
    }
    PolicyDecision passed = approval == null ? permit : approval;
    if (passed != null && applicable.data() == null && !rules.redacts()) {
      return passed;
    }
    return afterData(approval, permit, rules);
  }

  /** Returns what allows the request; null if nothing does, the default included. */
  private @Nullable Allow permit(SectionResults sections, RuleResult.Passed rules) {
    if (!rules.allows().isEmpty()) {
      return rules.allows().get(0).permit();
    }
    Allow section = sections.permit();
    return section == null && applicable.denying() == null ? silent() : section;
  }

  private Allow silent() {
    return applicable.documents().get(0).outcomes().silent;
  }

  private Deny defaultDenial() {
    PolicyDocument denying = applicable.denying();
    return (denying == null ? applicable.documents().get(0) : denying).outcomes().byDefault;
  }

  private PolicyDecision afterData(
      @Nullable NeedsApproval approval, @Nullable Allow permit, RuleResult.Passed rules)
      throws InvalidArgumentsException {
    Allow allowed = permit == null ? silent() : permit;
    PolicyDecision passed = allowed;
    List<PolicyRedaction> found = List.of();
    CascadeData data = applicable.data();
    if (data != null) {
      ScanResult result =
          new SensitiveDataScanner(data.rules(), request, arguments).scan(data.rules().action());
      passed = Evaluation.afterScan(result, data.rules().action(), data.document(), allowed);
      found = result.redactions();
    }
    if (passed instanceof Deny) {
      return passed;
    }
    List<PolicyRedaction> all = RuleRedactions.unite(rules.pointers(), arguments, found);
    if (all == null) {
      return unredactable(rules);
    }
    if (approval != null) {
      return Approvals.with(approval, all);
    }
    return all.isEmpty() || (passed instanceof Redact && rules.pointers().isEmpty())
        ? passed
        : redact(passed, rules, all);
  }

  private static PolicyDecision redact(
      PolicyDecision passed, RuleResult.Passed rules, List<PolicyRedaction> all) {
    if (passed instanceof Redact) {
      return new Redact(passed.reason(), passed.rule(), passed.document(), all);
    }
    Rule rule = rules.redacting();
    return new Redact("a rule redacts the arguments", rule.name(), rule.document(), all);
  }

  private static Deny unredactable(RuleResult.Passed rules) {
    Rule rule = rules.redacting();
    return new Deny(
        "the arguments cannot be redacted as a rule demands", rule.name(), rule.document());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.expression.Expression;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.rules.ApprovalSettings;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Evaluates whether tool entries require an approval, and combines several requirements. */
public final class Approvals {

  private Approvals() {}

  /** Returns the approval that the rule requires; null if it requires none. */
  public static @Nullable NeedsApproval asked(
      PolicyDocument document,
      ToolRule rule,
      PolicyRequest request,
      RequestTarget target,
      RequestArguments arguments)
      throws InvalidArgumentsException {
    Expression expression = rule.approvalIf();
    if (expression == null) {
      return null;
    }
    JsonValue value = expression.readsArguments() ? arguments.value() : null;
    String tool = target.tool(request);
    if (!expression.test(request, tool, value)) {
      return null;
    }
    ApprovalSettings settings = document.approval();
    return new NeedsApproval(
        "approval required for tool '" + tool + "'",
        "requires_approval",
        document.name(),
        settings.timeout(),
        rule.description(),
        settings.role(),
        List.of());
  }

  /** Returns an approval with the shorter timeout of two. */
  static NeedsApproval shortest(NeedsApproval asked, @Nullable NeedsApproval before) {
    return before == null || asked.timeout().compareTo(before.timeout()) <= 0
        ? asked
        : withTimeout(asked, before.timeout());
  }

  /**
   * Combines the approval of a section with those of rules: the groups are united, and the shortest
   * timeout counts.
   *
   * @return null if neither a section nor a rule asks
   */
  static @Nullable NeedsApproval combined(@Nullable NeedsApproval section, List<Rule> asks) {
    if (asks.isEmpty()) {
      return section;
    }
    Rule first = asks.get(0);
    Set<String> approvers = new TreeSet<>();
    Duration timeout = section == null ? first.terms().timeout() : section.timeout();
    String message = "";
    for (Rule rule : asks) {
      approvers.addAll(rule.terms().approvers());
      timeout = timeout.compareTo(rule.terms().timeout()) <= 0 ? timeout : rule.terms().timeout();
      message = message.isEmpty() ? rule.terms().message() : message;
    }
    int more = asks.size() - 1;
    return new NeedsApproval(
        "approval required by rule '"
            + first.name()
            + "'"
            + (more == 0 ? "" : " and " + more + " more"),
        first.name(),
        first.document(),
        timeout,
        section == null ? "" : section.description(),
        section == null ? "" : section.role(),
        List.of(),
        List.copyOf(approvers),
        message);
  }

  /** Returns the same approval with redactions. */
  static NeedsApproval with(NeedsApproval approval, List<PolicyRedaction> redactions) {
    return new NeedsApproval(
        approval.reason(),
        approval.rule(),
        approval.document(),
        approval.timeout(),
        approval.description(),
        approval.role(),
        redactions,
        approval.approvers(),
        approval.message());
  }

  private static NeedsApproval withTimeout(NeedsApproval approval, Duration timeout) {
    return new NeedsApproval(
        approval.reason(),
        approval.rule(),
        approval.document(),
        timeout,
        approval.description(),
        approval.role(),
        approval.redactions(),
        approval.approvers(),
        approval.message());
  }
}

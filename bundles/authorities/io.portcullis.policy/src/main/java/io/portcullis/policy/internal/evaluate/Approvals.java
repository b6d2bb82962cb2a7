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
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates whether a tool rule requires an approval. */
final class Approvals {

  private Approvals() {}

  /** Returns the approval that the rule requires; null if it requires none. */
  static @Nullable NeedsApproval asked(
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
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyDecision;
import io.portcullis.policy.PolicyDecision.Permit;
import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.document.DataRules;
import io.portcullis.policy.internal.document.PolicyDocument;
import io.portcullis.policy.internal.document.ToolRule;
import io.portcullis.policy.internal.json.Unreadable;
import org.jspecify.annotations.Nullable;

/** One document for everyone: the first stage that objects decides. */
public final class SingleEvaluation implements Evaluation {

  private final PolicyDocument document;
  private final Surroundings surroundings;

  public SingleEvaluation(PolicyDocument document, Surroundings surroundings) {
    this.document = document;
    this.surroundings = surroundings;
  }

  @Override
  public PolicyDecision evaluate(PolicyRequest request, Arguments arguments) throws Unreadable {
    Target target = TargetReader.read(request, arguments);
    PolicyDecision refused = Stages.schedule(document, surroundings);
    if (refused == null) {
      refused = Stages.network(document, target);
    }
    if (refused == null) {
      refused = Stages.capability(document, request, target);
    }
    if (refused != null) {
      return refused;
    }
    ToolRule rule = Stages.rule(document, request, target);
    DataRules data = document.sections().data();
    if (rule != null && !rule.allow()) {
      return document.outcomes().tool;
    }
    if (rule != null && rule.limit() != ToolRule.UNLIMITED) {
      refused = surroundings.limit(document, rule.limit(), request, target.tool(request));
      if (refused != null) {
        return refused;
      }
    }
    Permit permit = Stages.permit(document, rule, target);
    if ((rule == null || rule.approvalIf() == null) && data == null) {
      return permit;
    }
    return lastStages(request, target, arguments, rule, data, permit);
  }

  private PolicyDecision lastStages(
      PolicyRequest request,
      Target target,
      Arguments arguments,
      @Nullable ToolRule rule,
      @Nullable DataRules data,
      Permit permit)
      throws Unreadable {
    if (rule != null) {
      PolicyDecision approval = Approvals.asked(document, rule, request, target, arguments);
      if (approval != null) {
        return approval;
      }
    }
    if (data == null || data.patterns().isEmpty()) {
      return permit;
    }
    ScanResult result = new DataScan(data.patterns(), request, arguments).scan(data.action());
    return Evaluation.afterScan(result, data.action(), document, permit);
  }
}

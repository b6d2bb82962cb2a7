// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.data.CascadeData;
import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.data.SensitiveDataScanner;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.request.RequestTargetReader;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates several documents: any denial wins; otherwise the narrowest document that requires an
 * approval decides.
 */
public final class CascadeEvaluation implements Evaluation {

  private static final String NO_DOCUMENT_REASON = "no policy document is for this request";
  private static final Deny NO_DOCUMENT = new Deny(NO_DOCUMENT_REASON, NO_DOCUMENT_REASON, "");

  private final Cascade cascade;
  private final EvaluationContext surroundings;

  public CascadeEvaluation(Cascade cascade, EvaluationContext surroundings) {
    this.cascade = cascade;
    this.surroundings = surroundings;
  }

  @Override
  public PolicyDecision evaluate(PolicyRequest request, RequestArguments arguments)
      throws InvalidArgumentsException {
    RequestTarget target = RequestTargetReader.read(request, arguments);
    List<PolicyDocument> documents = cascade.applicable(request, target.tool(request));
    if (documents.isEmpty()) {
      return NO_DOCUMENT;
    }
    for (int i = 0; i < documents.size(); i++) {
      Deny refused = EvaluationSteps.schedule(documents.get(i), surroundings);
      if (refused != null) {
        return refused;
      }
    }
    Merge merge = new Merge(request, target, arguments);
    for (int i = 0; i < documents.size(); i++) {
      Deny refused = merge.add(documents.get(i));
      if (refused != null) {
        return refused;
      }
    }
    return merge.decide(documents);
  }

  /** The combined state of the documents. */
  private final class Merge {
    private final PolicyRequest request;
    private final RequestTarget target;
    private final RequestArguments arguments;
    private @Nullable InvalidArgumentsException unreadable;
    private @Nullable NeedsApproval approval;
    private @Nullable Allow permit;
    private @Nullable PolicyDocument limiting;
    private long limit = Long.MAX_VALUE;

    Merge(PolicyRequest request, RequestTarget target, RequestArguments arguments) {
      this.request = request;
      this.target = target;
      this.arguments = arguments;
    }

    /**
     * Adds a document. Allow lists are intersected and deny lists united: a capability is in the
     * intersection if no list omits it, so each document is checked in turn.
     */
    @Nullable Deny add(PolicyDocument document) {
      Deny refused = EvaluationSteps.network(document, target);
      ToolRule rule = EvaluationSteps.rule(document, request, target);
      if (refused == null && rule != null && !rule.allow()) {
        refused = document.outcomes().tool;
      }
      if (refused == null) {
        refused = EvaluationSteps.capability(document, request, target);
      }
      if (refused != null) {
        return refused;
      }
      Allow said = EvaluationSteps.permit(document, rule, target);
      if (permit == null || !said.equals(document.outcomes().silent)) {
        permit = said;
      }
      if (rule != null) {
        addRule(document, rule);
      }
      return null;
    }

    private void addRule(PolicyDocument document, ToolRule rule) {
      if (rule.limit() != ToolRule.UNLIMITED && rule.limit() < limit) {
        limit = rule.limit();
        limiting = document;
      }
      if (rule.approvalIf() == null) {
        return;
      }
      try {
        NeedsApproval asked = Approvals.asked(document, rule, request, target, arguments);
        if (asked != null) {
          approval = asked;
        }
      } catch (InvalidArgumentsException e) {
        // A denial by a later document is still an answer, and takes precedence.
        unreadable = e;
      }
    }

    PolicyDecision decide(List<PolicyDocument> documents) throws InvalidArgumentsException {
      // The limit is checked before the arguments, as with a single document. A token must not
      // depend on the arguments: otherwise a replay without them could not continue to count.
      if (limiting != null) {
        Deny refused = surroundings.limit(limiting, limit, request, target.tool(request));
        if (refused != null) {
          return refused;
        }
      }
      if (unreadable != null) {
        throw unreadable;
      }
      PolicyDecision passed = permit == null ? NO_DOCUMENT : permit;
      CascadeData data = CascadeData.of(documents);
      if (data != null && permit != null) {
        CredentialAction action = data.rules().action();
        ScanResult result = new SensitiveDataScanner(data.rules(), request, arguments).scan(action);
        passed = Evaluation.afterScan(result, action, data.document(), permit);
        if (approval != null && !(passed instanceof Deny)) {
          return data.with(approval, result);
        }
      }
      return approval == null || passed instanceof Deny ? passed : approval;
    }
  }
}

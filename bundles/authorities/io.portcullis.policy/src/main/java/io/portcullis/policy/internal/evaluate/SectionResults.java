// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.evaluate.Evaluation.EvaluationContext;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sections of several documents say about one request, except for sensitive data. Not
 * thread-safe.
 */
public final class SectionResults {

  private final PolicyRequest request;
  private final RequestTarget target;
  private final RequestArguments arguments;
  private @Nullable InvalidArgumentsException unreadable;
  private @Nullable NeedsApproval approval;
  private @Nullable Allow permit;
  private @Nullable PolicyDocument limiting;
  private long limit = Long.MAX_VALUE;

  /** Creates results without a document. */
  public SectionResults(PolicyRequest request, RequestTarget target, RequestArguments arguments) {
    this.request = request;
    this.target = target;
    this.arguments = arguments;
  }

  /** Adds all documents and counts the call; returns the first objection, or null. */
  @Nullable Deny object(List<PolicyDocument> documents, EvaluationContext surroundings) {
    Deny refused = objection(documents, surroundings);
    // The limit is checked before the arguments, as with a single document. A token must not
    // depend on the arguments: otherwise a replay without them could not continue to count.
    return refused != null || limiting == null
        ? refused
        : surroundings.limit(limiting, limit, request, target.tool(request));
  }

  /** Adds all documents without their limits; returns the first objection, or null. */
  public @Nullable Deny objection(List<PolicyDocument> documents, EvaluationContext surroundings) {
    for (int i = 0; i < documents.size(); i++) {
      Deny refused = EvaluationSteps.schedule(documents.get(i), surroundings);
      if (refused != null) {
        return refused;
      }
    }
    for (int i = 0; i < documents.size(); i++) {
      Deny refused = add(documents.get(i));
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /** Throws if a condition of a section could not read the arguments. */
  void requireReadable() throws InvalidArgumentsException {
    if (unreadable != null) {
      throw unreadable;
    }
  }

  /** Returns the approval that a section requires; null if none does. */
  @Nullable NeedsApproval approval() {
    return approval;
  }

  /** Returns the permit of a section; null if no section allows the request. */
  @Nullable Allow permit() {
    return permit;
  }

  /**
   * Adds a document. Allow lists are intersected and deny lists united: a capability is in the
   * intersection if no list omits it, so each document is checked in turn.
   */
  private @Nullable Deny add(PolicyDocument document) {
    ToolRule rule = EvaluationSteps.rule(document, request, target);
    Deny refused = objection(document, rule);
    if (refused != null) {
      return refused;
    }
    Allow said = EvaluationSteps.permit(document, rule, request, target);
    permit = said == null ? permit : said;
    if (rule != null) {
      addRule(document, rule);
    }
    return null;
  }

  /** The upstream cascade names the tool entry before the capability; a denial is the same. */
  private @Nullable Deny objection(PolicyDocument document, @Nullable ToolRule rule) {
    Deny refused = EvaluationSteps.network(document, target);
    Deny tool = rule != null && !rule.allow() ? document.outcomes().tool : null;
    if (refused == null && document.origin().upstream()) {
      refused = tool;
    }
    if (refused == null) {
      refused = EvaluationSteps.capability(document, request, target);
    }
    return refused == null ? tool : refused;
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
        boolean upstream = document.origin().upstream();
        approval = upstream ? asked : Approvals.shortest(asked, approval);
      }
    } catch (InvalidArgumentsException e) {
      // A denial by a later document is still an answer, and takes precedence.
      unreadable = e;
    }
  }
}

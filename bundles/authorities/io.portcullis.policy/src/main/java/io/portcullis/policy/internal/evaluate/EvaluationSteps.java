// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.request.RequestTarget;
import io.portcullis.policy.internal.rules.ActiveHours;
import io.portcullis.policy.internal.rules.Capabilities;
import io.portcullis.policy.internal.rules.HostPatterns;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyRequest;
import org.jspecify.annotations.Nullable;

/**
 * The steps by which one document evaluates a request; a step returns null if it has no objection.
 */
public final class EvaluationSteps {

  private EvaluationSteps() {}

  /** Returns the objection of the schedule. */
  public static @Nullable Deny schedule(
      PolicyDocument document, Evaluation.EvaluationContext surroundings) {
    ActiveHours hours = document.sections().hours();
    return hours == null || surroundings.anyTime() || hours.contains(surroundings.clock().instant())
        ? null
        : document.outcomes().outsideHours;
  }

  /** Returns the objection of the network section. */
  public static @Nullable Deny network(PolicyDocument document, RequestTarget target) {
    HostPatterns network = document.sections().network();
    String host = target.host();
    return network == null || host == null || network.allows(host)
        ? null
        : document.outcomes().host;
  }

  /** Returns the objection of the capabilities. */
  public static @Nullable Deny capability(
      PolicyDocument document, PolicyRequest request, RequestTarget target) {
    Capabilities capabilities = document.sections().capabilities();
    if (capabilities == null) {
      return null;
    }
    String tool = target.tool(request);
    if (capabilities.denies(target.capability(), tool)) {
      return document.outcomes().capabilityDenied;
    }
    return capabilities.omits(target.capability(), tool)
        ? document.outcomes().capabilityOmitted
        : null;
  }

  /** Returns the entry for a call; null if the document has none. */
  public static @Nullable ToolRule rule(
      PolicyDocument document, PolicyRequest request, RequestTarget target) {
    return target.call() ? document.tools().find(target.tool(request)) : null;
  }

  /**
   * Returns the permit of a section for a request to which the document has no objection; null if
   * no section mentions the request.
   */
  public static @Nullable Allow permit(
      PolicyDocument document,
      @Nullable ToolRule rule,
      PolicyRequest request,
      RequestTarget target) {
    if (rule != null) {
      return rule.permit();
    }
    ToolRule ofResult = resultRule(document, request);
    if (ofResult != null) {
      return ofResult.permit();
    }
    if (target.host() != null && document.sections().network() != null) {
      return document.outcomes().byHost;
    }
    Capabilities capabilities = document.sections().capabilities();
    return capabilities != null && capabilities.allow() != null
        ? document.outcomes().byCapability
        : null;
  }

  /**
   * Returns the entry that allows a result because it allows the call. Without it a document that
   * denies by default would withhold the result of a tool that has run.
   */
  private static @Nullable ToolRule resultRule(PolicyDocument document, PolicyRequest request) {
    if (request.action() != Action.TOOL_RESULT || document.ruleset().allowsByDefault()) {
      return null;
    }
    ToolRule entry = document.tools().find(request.tool());
    return entry != null && entry.allow() ? entry : null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyDecision.Permit;
import io.portcullis.policy.PolicyDecision.Refuse;
import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.document.ActiveHours;
import io.portcullis.policy.internal.document.Capabilities;
import io.portcullis.policy.internal.document.HostPatterns;
import io.portcullis.policy.internal.document.PolicyDocument;
import io.portcullis.policy.internal.document.ToolRule;
import org.jspecify.annotations.Nullable;

/** What one document says at one stage; null if it has no objection. */
final class Stages {

  private Stages() {}

  static @Nullable Refuse schedule(PolicyDocument document, Evaluation.Surroundings surroundings) {
    ActiveHours hours = document.sections().hours();
    return hours == null || surroundings.anyTime() || hours.contains(surroundings.clock().instant())
        ? null
        : document.outcomes().outsideHours;
  }

  static @Nullable Refuse network(PolicyDocument document, Target target) {
    HostPatterns network = document.sections().network();
    String host = target.host();
    return network == null || host == null || network.allows(host)
        ? null
        : document.outcomes().host;
  }

  static @Nullable Refuse capability(
      PolicyDocument document, PolicyRequest request, Target target) {
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

  /** The entry that speaks of a call; null if none does. */
  static @Nullable ToolRule rule(PolicyDocument document, PolicyRequest request, Target target) {
    return target.call() ? document.tools().find(target.tool(request)) : null;
  }

  /** What lets the request pass in a document that has no objection. */
  static Permit permit(PolicyDocument document, @Nullable ToolRule rule, Target target) {
    if (rule != null) {
      return rule.permit();
    }
    if (target.host() != null && document.sections().network() != null) {
      return document.outcomes().byHost;
    }
    Capabilities capabilities = document.sections().capabilities();
    return capabilities != null && capabilities.allow() != null
        ? document.outcomes().byCapability
        : document.outcomes().silent;
  }
}

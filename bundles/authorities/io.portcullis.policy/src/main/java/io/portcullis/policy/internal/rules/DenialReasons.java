// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;

/** The decisions of a document that are the same for every request, created once. */
public final class DenialReasons {

  public final Deny outsideHours;
  public final Deny host;
  public final Deny capabilityDenied;
  public final Deny capabilityOmitted;
  public final Deny tool;
  public final Deny rate;
  public final Deny tooManyRates;
  public final Deny credential;
  public final Deny unredactable;
  public final Deny byDefault;
  public final Allow silent;
  public final Allow byCapability;
  public final Allow byHost;

  public DenialReasons(String document) {
    outsideHours = refuse("outside active hours", document);
    host = refuse("host not in network allowlist", document);
    capabilityDenied = refuse("capability denied by policy", document);
    capabilityOmitted = refuse("capability not in allow list", document);
    tool = refuse("tool denied by policy", document);
    rate = refuse("rate limit exceeded", document);
    tooManyRates = refuse("too many rate limits in use", document);
    credential = refuse("credential detected", document);
    unredactable = refuse("sensitive data detected where it cannot be redacted", document);
    byDefault = new Deny("nothing allows it", "default", document);
    silent = new Allow("no rule speaks of it", "default", document);
    byCapability = permit("capabilities.allow", document);
    byHost = permit("network.allowlist", document);
  }

  private static Deny refuse(String reason, String document) {
    return new Deny(reason, reason, document);
  }

  public static Allow permit(String rule, String document) {
    return new Allow("allowed by policy", rule, document);
  }
}

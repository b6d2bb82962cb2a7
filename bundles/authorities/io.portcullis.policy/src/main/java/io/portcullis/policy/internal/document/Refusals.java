// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.PolicyDecision.Permit;
import io.portcullis.policy.PolicyDecision.Refuse;

/** The decisions of a document that are the same for every request, made once. */
public final class Refusals {

  public final Refuse outsideHours;
  public final Refuse host;
  public final Refuse capabilityDenied;
  public final Refuse capabilityOmitted;
  public final Refuse tool;
  public final Refuse rate;
  public final Refuse tooManyRates;
  public final Refuse credential;
  public final Refuse unredactable;
  public final Permit silent;
  public final Permit byCapability;
  public final Permit byHost;

  public Refusals(String document) {
    outsideHours = refuse("outside active hours", document);
    host = refuse("host not in network allowlist", document);
    capabilityDenied = refuse("capability denied by policy", document);
    capabilityOmitted = refuse("capability not in allow list", document);
    tool = refuse("tool denied by policy", document);
    rate = refuse("rate limit exceeded", document);
    tooManyRates = refuse("too many rate limits in use", document);
    credential = refuse("credential detected", document);
    unredactable = refuse("sensitive data detected where it cannot be redacted", document);
    silent = new Permit("no rule speaks of it", "default", document);
    byCapability = permit("capabilities.allow", document);
    byHost = permit("network.allowlist", document);
  }

  private static Refuse refuse(String reason, String document) {
    return new Refuse(reason, reason, document);
  }

  static Permit permit(String rule, String document) {
    return new Permit("allowed by policy", rule, document);
  }
}

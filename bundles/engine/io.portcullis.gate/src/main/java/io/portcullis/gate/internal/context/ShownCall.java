// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.Verdict.Pending;
import io.portcullis.gate.internal.services.GateServices;
import org.jspecify.annotations.Nullable;

/**
 * What an approver was shown, and which authority asked for the approval.
 *
 * @param askedBy the interceptor that left the call pending
 * @param pending its verdict
 * @param arguments the arguments that the approver saw
 */
public record ShownCall(
    GateServices.@Nullable InterceptorSnapshot askedBy, Pending pending, String arguments) {

  /** Whether the authority says that it still decides by the policy that asked for the approval. */
  public boolean policyIsUnchanged() {
    return askedBy != null
        && !pending.policyDigest().isEmpty()
        && pending.policyDigest().equals(GateContext.policyDigest(askedBy.service()));
  }

  /**
   * Whether the authority, asked again, wants exactly what has been approved: by the same policy,
   * if it names one, and by the same rule. An authority that cannot be asked for its policy would
   * leave the same call pending for ever. Under another policy the approval does not count.
   */
  @SuppressWarnings("ReferenceEquality")
  public // another instance is another interceptor
  boolean isConfirmedBy(GateServices.@Nullable InterceptorSnapshot now, Pending again) {
    return askedBy != null
        && now != null
        && now.service() == askedBy.service()
        && again.policyDigest().equals(pending.policyDigest())
        && again.rule().equals(pending.rule())
        && again.redactions().equals(pending.redactions());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.Verdict.Pending;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A call as shown to an approver, with the authority that demanded the approval. Immutable.
 *
 * @param askedBy the interceptor that gave the pending verdict
 * @param pending the pending verdict
 * @param arguments the arguments that the approver saw
 */
public record ShownCall(
    ServiceSnapshot.@Nullable InterceptorSnapshot askedBy, Pending pending, String arguments) {

  /** Returns whether the authority still names the policy that demanded the approval. */
  public boolean policyIsUnchanged() {
    return askedBy != null
        && !pending.policyDigest().isEmpty()
        && pending.policyDigest().equals(GateContext.policyDigest(askedBy.service()));
  }

  /**
   * Returns whether a second pending verdict of the authority demands exactly the given approval:
   * by the same policy, if it names one, and by the same rule. Otherwise an authority that names no
   * policy would leave the call pending forever. Under another policy the approval does not count.
   */
  @SuppressWarnings("ReferenceEquality")
  public // another instance is another interceptor
  boolean isConfirmedBy(ServiceSnapshot.@Nullable InterceptorSnapshot now, Pending again) {
    return askedBy != null
        && now != null
        && now.service() == askedBy.service()
        && again.policyDigest().equals(pending.policyDigest())
        && again.rule().equals(pending.rule())
        && again.redactions().equals(pending.redactions());
  }
}

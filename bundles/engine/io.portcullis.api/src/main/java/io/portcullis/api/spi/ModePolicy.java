// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says which mode is in force and what becomes of a fault in it. Thread-safe; both methods return
 * at once. Where this service is absent, {@link #enforcing()} stands in.
 *
 * <p>{@link #mode()} is the only source of the mode in force; service properties are not. A policy
 * changes its service properties after each change of its mode, since others learn of the change
 * from that service event.
 */
@ProviderType
public interface ModePolicy {

  /**
   * The mode in force now.
   *
   * @return never null
   */
  EnforcementMode mode();

  /**
   * The verdict for a call for which no authoritative answer could be had.
   *
   * @param reason what failed, in words that a person can act on
   * @return a Deny under enforce, an Allow on the basis of the lenient mode otherwise
   */
  Verdict onFault(String reason);

  /**
   * As {@link #onFault(String)}, with the cause of a denial for programs.
   *
   * @param reason what failed, in words that a person can act on
   * @param cause the same for programs; a Deny carries it
   * @return a Deny under enforce, an Allow on the basis of the lenient mode otherwise
   */
  default Verdict onFault(String reason, DenialCause cause) {
    Verdict verdict = onFault(reason);
    return verdict instanceof Verdict.Deny denial ? denial.withCause(cause) : verdict;
  }

  /**
   * The policy that holds while no mode service is present: enforce, whatever happens.
   *
   * @return a policy that denies every fault
   */
  static ModePolicy enforcing() {
    return EnforcingModePolicy.INSTANCE;
  }
}

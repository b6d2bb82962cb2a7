// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The policy that names the mode in force and decides faults in it. Thread-safe; all methods return
 * at once. Without this service, {@link #enforcing()} applies.
 *
 * <p>{@link #mode()} is the only source of the mode in force; service properties are not. A policy
 * changes its service properties after each change of its mode, because other services react to
 * that service event.
 */
@ProviderType
public interface ModePolicy {

  /**
   * Returns the mode in force now.
   *
   * @return never null
   */
  EnforcementMode mode();

  /**
   * Returns the verdict for a call that got no authoritative answer.
   *
   * @param reason the fault, in words that a person can act on
   * @return a Deny under enforce, an Allow on the basis of the lenient mode otherwise
   */
  Verdict onFault(String reason);

  /**
   * Returns the verdict as {@link #onFault(String)} does, with a cause for programs.
   *
   * @param reason the fault, in words that a person can act on
   * @param cause the fault, for programs; a Deny carries it
   * @return a Deny under enforce, an Allow on the basis of the lenient mode otherwise
   */
  default Verdict onFault(String reason, DenialCause cause) {
    Verdict verdict = onFault(reason);
    return verdict instanceof Verdict.Deny denial ? denial.withCause(cause) : verdict;
  }

  /**
   * Returns the policy that applies without a mode service: it always enforces.
   *
   * @return a policy that denies every fault
   */
  static ModePolicy enforcing() {
    return EnforcingModePolicy.INSTANCE;
  }
}

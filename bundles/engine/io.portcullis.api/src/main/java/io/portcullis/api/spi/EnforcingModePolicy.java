// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;

/** The mode policy that applies without a mode service. */
enum EnforcingModePolicy implements ModePolicy {
  INSTANCE;

  @Override
  public EnforcementMode mode() {
    return EnforcementMode.ENFORCE;
  }

  @Override
  public Verdict onFault(String reason) {
    return Verdict.Deny.fault(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.ModePolicy;
import java.util.List;

/** A mode policy whose mode the test sets. */
final class SwitchableMode implements ModePolicy {
  volatile EnforcementMode mode;
  volatile RuntimeException broken;

  SwitchableMode(EnforcementMode mode) {
    this.mode = mode;
  }

  @Override
  public EnforcementMode mode() {
    if (broken != null) {
      throw broken;
    }
    return mode;
  }

  @Override
  public Verdict onFault(String reason) {
    return mode().lenient()
        ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, reason, "", List.of())
        : Verdict.Deny.fault(reason);
  }
}

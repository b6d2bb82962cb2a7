// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.ModePolicy;
import java.util.List;

/** The four settings of the fail-open matrix. */
public enum Mode {
  ENFORCE(EnforcementMode.ENFORCE),
  UNSET(EnforcementMode.ENFORCE),
  OBSERVE(EnforcementMode.OBSERVE),
  DISABLED(EnforcementMode.DISABLED);

  private final EnforcementMode mode;

  Mode(EnforcementMode mode) {
    this.mode = mode;
  }

  public boolean lenient() {
    return mode.lenient();
  }

  EnforcementMode mode() {
    return mode;
  }

  ModePolicy policy() {
    if (this == UNSET) {
      return ModePolicy.enforcing();
    }
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        return mode;
      }

      @Override
      public Verdict onFault(String reason) {
        return mode.lenient()
            ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, reason, "", List.of())
            : Verdict.Deny.fault(reason);
      }
    };
  }
}

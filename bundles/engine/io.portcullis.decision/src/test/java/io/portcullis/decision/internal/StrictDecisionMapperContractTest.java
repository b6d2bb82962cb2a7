// SPDX-License-Identifier: Apache-2.0
package io.portcullis.decision.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.contract.DecisionMapperContract;
import java.util.List;

class StrictDecisionMapperContractTest extends DecisionMapperContract {
  @Override
  protected DecisionMapper mapper() {
    return new StrictDecisionMapper();
  }

  @Override
  protected ModePolicy policy(EnforcementMode mode) {
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

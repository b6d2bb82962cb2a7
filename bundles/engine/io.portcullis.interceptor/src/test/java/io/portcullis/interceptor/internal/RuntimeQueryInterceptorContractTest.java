// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.GatewayClient;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.testkit.Answer;
import io.portcullis.testkit.RuntimeFault;
import io.portcullis.testkit.ScriptedRuntime;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

class RuntimeQueryInterceptorContractTest {
  private static RuntimeQueryInterceptor asking(Answer answer, @Nullable GatewayClient gateway) {
    ScriptedRuntime runtime = new ScriptedRuntime();
    runtime.answer(answer);
    return new RuntimeQueryInterceptor(
        runtime,
        new StrictDecisionMapper(),
        ModePolicy::enforcing,
        Duration.ZERO,
        InstantSource.system(),
        () -> gateway);
  }

  /** Its transport would still say allow. */
  @Nested
  class OnceTheRuntimeHasLeft extends GovernanceInterceptorContract {
    @Override
    protected GovernanceInterceptor withoutRuntime(@Nullable GatewayClient gateway) {
      RuntimeQueryInterceptor interceptor = asking(Answer.allow(), gateway);
      interceptor.leave();
      return interceptor;
    }
  }

  @Nested
  class WhileTheRuntimeIsSilent extends GovernanceInterceptorContract {
    @Override
    protected GovernanceInterceptor withoutRuntime(@Nullable GatewayClient gateway) {
      return asking(RuntimeFault.NEVER_COMPLETES, gateway);
    }
  }
}

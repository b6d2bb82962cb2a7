// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

class RuntimeQueryInterceptorContractTest {
  private static RuntimeQueryInterceptor asking(
      ScriptedAnswer answer, @Nullable CallReporter gateway) {
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
    protected GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway) {
      RuntimeQueryInterceptor interceptor = asking(ScriptedAnswer.allow(), gateway);
      interceptor.leave();
      return interceptor;
    }
  }

  @Nested
  class WhileTheRuntimeIsSilent extends GovernanceInterceptorContract {
    @Override
    protected GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway) {
      return asking(RuntimeFault.NEVER_COMPLETES, gateway);
    }
  }
}

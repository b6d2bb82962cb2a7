// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.GatewayClient;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import org.jspecify.annotations.Nullable;

class PassThroughInterceptorContractTest extends GovernanceInterceptorContract {
  @Override
  protected GovernanceInterceptor withoutRuntime(@Nullable GatewayClient gateway) {
    return new PassThroughInterceptor(ModePolicy::enforcing, () -> gateway);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import io.portcullis.api.GatewayClient;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import org.jspecify.annotations.Nullable;

class FailClosedInterceptorContractTest extends GovernanceInterceptorContract {
  @Override
  protected GovernanceInterceptor withoutRuntime(@Nullable GatewayClient gateway) {
    return new FailClosedInterceptor(() -> gateway);
  }
}

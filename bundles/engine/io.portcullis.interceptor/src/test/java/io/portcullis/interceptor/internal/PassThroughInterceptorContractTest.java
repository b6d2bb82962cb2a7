// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import org.jspecify.annotations.Nullable;

class PassThroughInterceptorContractTest extends GovernanceInterceptorContract {
  @Override
  protected GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway) {
    return new PassThroughInterceptor(ModePolicy::enforcing, () -> gateway);
  }
}

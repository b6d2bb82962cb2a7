// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.testkit.contract.GovernanceInterceptorContract;
import org.jspecify.annotations.Nullable;

class FailClosedInterceptorContractTest extends GovernanceInterceptorContract {
  @Override
  protected GovernanceInterceptor withoutRuntime(@Nullable CallReporter gateway) {
    return new FailClosedInterceptor(() -> gateway);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.observer;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.function.Function;

/** Holds one interceptor until its component is replaced. */
public final class StaticObserver implements Function<ToolCall, Object> {
  private GovernanceInterceptor interceptor;

  @Override
  public Object apply(ToolCall call) {
    GovernanceInterceptor seen = interceptor;
    return seen == null ? "none" : seen.check(call);
  }
}

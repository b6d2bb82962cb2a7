// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.observer;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.function.Function;

/** Holds the best interceptor of each moment, if there is any. */
public final class OptionalObserver implements Function<ToolCall, Object> {
  private volatile GovernanceInterceptor interceptor;

  @Override
  public Object apply(ToolCall call) {
    GovernanceInterceptor seen = interceptor;
    return seen == null ? "none" : seen.check(call);
  }
}

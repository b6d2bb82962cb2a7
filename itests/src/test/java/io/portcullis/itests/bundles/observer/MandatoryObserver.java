// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.observer;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.function.Function;

/** Always holds an interceptor, the best of each moment. */
public final class MandatoryObserver implements Function<ToolCall, Object> {
  private volatile GovernanceInterceptor interceptor;

  @Override
  public Object apply(ToolCall call) {
    GovernanceInterceptor seen = interceptor;
    return seen == null ? "none" : seen.check(call);
  }
}

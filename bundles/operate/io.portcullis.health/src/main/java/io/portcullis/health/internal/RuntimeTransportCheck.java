// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Says which transport is asked; critical if there is none. Thread-safe. */
record RuntimeTransportCheck(Supplier<EngineSnapshot> view) implements HealthCheck {

  @Override
  public Result execute() {
    EngineSnapshot engine = view.get();
    return engine
        .runtime()
        .map(runtime -> HealthResults.of(Status.OK, asked(runtime)))
        .orElseGet(() -> HealthResults.of(Status.CRITICAL, missing(engine)));
  }

  private static String asked(EngineSnapshot.Interceptor runtime) {
    String name = runtime.transport();
    return "transport " + (name == null ? "without a name" : name) + " is asked";
  }

  private static String missing(EngineSnapshot engine) {
    return engine.transports().isEmpty()
        ? "no transport is registered"
        : "no transport is asked; registered are: " + String.join(", ", engine.transports());
  }
}

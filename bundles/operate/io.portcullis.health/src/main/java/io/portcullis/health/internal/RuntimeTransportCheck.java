// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Says which transport is asked; critical if there is none. Thread-safe. */
record RuntimeTransportCheck(Supplier<Engine> view) implements HealthCheck {

  @Override
  public Result execute() {
    Engine engine = view.get();
    return engine
        .runtime()
        .map(runtime -> Findings.of(Status.OK, asked(runtime)))
        .orElseGet(() -> Findings.of(Status.CRITICAL, missing(engine)));
  }

  private static String asked(Engine.Interceptor runtime) {
    String name = runtime.transport();
    return "transport " + (name == null ? "without a name" : name) + " is asked";
  }

  private static String missing(Engine engine) {
    return engine.transports().isEmpty()
        ? "no transport is registered"
        : "no transport is asked; registered are: " + String.join(", ", engine.transports());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Warns of a mode that lets faults through. Thread-safe. */
record EnforcementCheck(Supplier<EngineSnapshot> view) implements HealthCheck {

  @Override
  public Result execute() {
    EnforcementMode mode = view.get().mode();
    if (mode == null) {
      return HealthResults.of(Status.WARN, "no mode service: enforce holds");
    }
    return mode.lenient()
        ? HealthResults.of(Status.WARN, "mode " + mode.word() + " lets faults through")
        : HealthResults.of(Status.OK, "mode " + mode.word());
  }
}

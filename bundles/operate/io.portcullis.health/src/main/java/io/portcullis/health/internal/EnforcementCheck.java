// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineStatus;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Warns of a mode that lets faults through, and of a mode service that is missing or fails. */
final class EnforcementCheck {
  private static final Set<String> CODES =
      Set.of(EngineStatus.MODE_SERVICE_MISSING, EngineStatus.MODE_UNREADABLE);

  private EnforcementCheck() {}

  static Result of(EngineStatus engine) {
    Optional<Health> finding =
        engine.findings().stream().filter(each -> CODES.contains(each.code())).findFirst();
    if (finding.isPresent()) {
      return HealthResults.of(finding.get());
    }
    EnforcementMode mode = engine.mode();
    return mode.lenient()
        ? HealthResults.of(Status.WARN, "mode " + mode.word() + " lets faults through")
        : HealthResults.of(Status.OK, "mode " + mode.word());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/**
 * Says whether the gate is open and which interceptor decides, in which mode. Critical while the
 * gate is shut or the engine has a critical finding.
 */
final class PostureCheck {
  private PostureCheck() {}

  static Result of(EngineStatus engine) {
    String mode = "mode " + engine.mode().word();
    String deciding = deciding(engine);
    String posture = " (%s, %s)".formatted(mode, deciding);
    Optional<String> critical =
        engine
            .shutReason()
            .map(reason -> "nothing can be allowed: " + reason.text())
            .or(() -> criticalFinding(engine));
    if (critical.isPresent()) {
      return HealthResults.of(Status.CRITICAL, critical.get() + posture);
    }
    if (engine.runtime().isEmpty()) {
      return HealthResults.of(Status.WARN, "no runtime can be asked" + posture);
    }
    return outranked(engine)
        .map(text -> HealthResults.of(Status.WARN, text + posture))
        .orElseGet(() -> HealthResults.of(Status.OK, deciding + ", " + mode));
  }

  private static String deciding(EngineStatus engine) {
    return engine.deciding().map(InterceptorStatus::name).orElse("no interceptor") + " decides";
  }

  private static Optional<String> criticalFinding(EngineStatus engine) {
    return engine.findings().stream()
        .filter(finding -> finding.level() == Health.Level.CRITICAL)
        .findFirst()
        .map(Health::detail);
  }

  private static Optional<String> outranked(EngineStatus engine) {
    return engine.findings().stream()
        .filter(finding -> finding.code().equals(EngineStatus.RUNTIME_OUTRANKED))
        .map(Health::detail)
        .findFirst();
  }
}

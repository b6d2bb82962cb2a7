// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.ShutReason;
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
    String deciding =
        engine.deciding().map(InterceptorStatus::name).orElse("no interceptor") + " decides";
    Optional<String> shut = engine.shutReason().map(ShutReason::text);
    if (shut.isPresent()) {
      String text = "nothing can be allowed: %s (%s, %s)".formatted(shut.get(), mode, deciding);
      return HealthResults.of(Status.CRITICAL, text);
    }
    Optional<Health> critical =
        engine.findings().stream()
            .filter(finding -> finding.level() == Health.Level.CRITICAL)
            .findFirst();
    if (critical.isPresent()) {
      String text = "%s (%s, %s)".formatted(critical.get().detail(), mode, deciding);
      return HealthResults.of(Status.CRITICAL, text);
    }
    if (engine.runtime().isEmpty()) {
      String text = "no runtime can be asked (%s, %s)".formatted(mode, deciding);
      return HealthResults.of(Status.WARN, text);
    }
    return outranked(engine)
        .map(text -> HealthResults.of(Status.WARN, "%s (%s, %s)".formatted(text, mode, deciding)))
        .orElseGet(() -> HealthResults.of(Status.OK, deciding + ", " + mode));
  }

  private static Optional<String> outranked(EngineStatus engine) {
    return engine.findings().stream()
        .filter(finding -> finding.code().equals(EngineStatus.RUNTIME_OUTRANKED))
        .map(Health::detail)
        .findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.PartStatus;
import io.portcullis.api.status.ShutReason;
import java.util.Locale;
import java.util.Optional;

/** Describes in one line, for the user of a session, whether calls can be decided. */
final class StatusLine {
  private static final String DENIED =
      "every call that needs a decision is denied until this is repaired: ";

  private StatusLine() {}

  static String of(EngineStatus status) {
    return problem(status)
        .map(DENIED::concat)
        .orElseGet(
            () ->
                "ready, mode %s, transport %s"
                    .formatted(
                        status.mode().name().toLowerCase(Locale.ROOT),
                        status.transport().orElse("none")));
  }

  /** A critical part says more about the cause than the closed gate that follows from it. */
  private static Optional<String> problem(EngineStatus status) {
    return status.parts().stream()
        .map(PartStatus::health)
        .filter(health -> health.level() == Health.Level.CRITICAL)
        .map(Health::detail)
        .findFirst()
        .or(() -> status.shutReason().map(ShutReason::text));
  }
}

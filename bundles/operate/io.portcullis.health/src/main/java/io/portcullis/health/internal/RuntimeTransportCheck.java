// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.TransportStatus;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Names the transport that is asked; critical if none is. */
final class RuntimeTransportCheck {
  private RuntimeTransportCheck() {}

  static Result of(EngineStatus engine) {
    return engine
        .transport()
        .map(name -> HealthResults.of(Status.OK, "transport " + named(name) + " is asked"))
        .orElseGet(() -> HealthResults.of(Status.CRITICAL, missing(engine)));
  }

  static String named(String transport) {
    return transport.isEmpty() ? "without a name" : transport;
  }

  private static String missing(EngineStatus engine) {
    return engine.transports().isEmpty()
        ? "no transport is registered"
        : engine.transports().stream()
            .map(TransportStatus::name)
            .map(RuntimeTransportCheck::named)
            .collect(Collectors.joining(", ", "no transport is asked; registered are: ", ""));
  }
}

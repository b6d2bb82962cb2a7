// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperatorControl.Order;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine as it was at one moment.
 *
 * @param gate the gate, or null if there is none
 * @param mode the mode, or null if no service says one, and then enforce holds
 * @param interceptors all of them, the deciding one first
 * @param transports the names of the transports that are registered
 * @param orders what operators have ordered
 * @param parts what the parts say of themselves
 */
record EngineSnapshot(
    @Nullable Gate gate,
    @Nullable EnforcementMode mode,
    List<Interceptor> interceptors,
    List<String> transports,
    List<Order> orders,
    Parts parts) {

  /**
   * The gate.
   *
   * @param evidenceRequired whether it lets nothing run that cannot be recorded
   */
  record Gate(boolean evidenceRequired) {}

  /**
   * One interceptor service.
   *
   * @param name what it calls itself
   * @param runtime whether it asks a runtime
   * @param transport the transport that it asks, or null
   */
  record Interceptor(String name, boolean runtime, @Nullable String transport) {}

  /** What the parts say. */
  interface Parts {
    /** What the reporters of a part say; asks no others. */
    List<Health> of(String part);
  }

  EnforcementMode modeInForce() {
    return mode == null ? EnforcementMode.ENFORCE : mode;
  }

  Optional<Interceptor> deciding() {
    return interceptors.stream().findFirst();
  }

  Optional<Interceptor> runtime() {
    return interceptors.stream().filter(Interceptor::runtime).findFirst();
  }

  /** The complaint of a part that is critical; empty if none is. */
  Optional<String> critical(String part) {
    return parts.of(part).stream()
        .filter(health -> health.level() == Health.Level.CRITICAL)
        .map(Health::detail)
        .findFirst();
  }
}

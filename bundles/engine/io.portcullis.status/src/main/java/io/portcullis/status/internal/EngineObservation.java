// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.status.EngineServices;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.TransportStatus;
import java.util.List;
import java.util.Optional;

/**
 * The facts from which the status follows.
 *
 * @param gatePresent whether a gate is registered and its component works
 * @param mode the answer of the mode service
 * @param services the services around the gate
 * @param interceptors the interceptors by rank
 * @param transports the transports by rank
 * @param orders the orders of operators
 * @param reports the health reports, sorted by part
 */
record EngineObservation(
    boolean gatePresent,
    Answer<EnforcementMode> mode,
    EngineServices services,
    List<InterceptorStatus> interceptors,
    List<TransportStatus> transports,
    Answer<List<Order>> orders,
    List<HealthReport> reports) {

  /**
   * The answer of a service.
   *
   * @param value the value; empty if no service of the type is registered or it failed
   * @param failure what failed, for people; empty if nothing did
   */
  record Answer<T>(Optional<T> value, String failure) {
    static <T> Answer<T> of(T value) {
      return new Answer<>(Optional.of(value), "");
    }

    static <T> Answer<T> none() {
      return new Answer<>(Optional.empty(), "");
    }

    static <T> Answer<T> failed(Throwable failure) {
      return new Answer<>(Optional.empty(), failure.toString());
    }

    boolean failed() {
      return !failure.isEmpty();
    }
  }

  EnforcementMode modeInForce() {
    return mode.value().orElse(EnforcementMode.ENFORCE);
  }

  boolean lenient() {
    return modeInForce().lenient();
  }

  Optional<InterceptorStatus> deciding() {
    return interceptors.stream().findFirst();
  }

  Optional<InterceptorStatus> runtime() {
    return interceptors.stream()
        .filter(each -> each.role() == InterceptorStatus.Role.RUNTIME)
        .findFirst();
  }

  boolean has(InterceptorStatus.Role role) {
    return interceptors.stream().anyMatch(each -> each.role() == role);
  }
}

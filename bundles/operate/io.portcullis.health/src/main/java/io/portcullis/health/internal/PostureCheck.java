// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/**
 * Says who decides, in which mode. Critical when no call can be allowed, and when the fail-closed
 * bundle is missing. Thread-safe.
 *
 * <p>The command {@code status} of the shell tells the same by the same rules.
 */
record PostureCheck(Supplier<EngineSnapshot> view) implements HealthCheck {
  /** What the fail-closed bundle calls its interceptors. They deny in every mode. */
  private static final Set<String> DENYING = Set.of("fail-closed floor", "fail-closed ceiling");

  /** The fail-closed interceptor that is registered all the time. */
  private static final String FLOOR = "fail-closed floor";

  /** How the operator's switch speaks of an order that is about every call. */
  private static final String EVERYTHING = "everything is ";

  @Override
  public Result execute() {
    EngineSnapshot engine = view.get();
    String mode = "mode " + engine.modeInForce().word();
    String deciding =
        engine.deciding().map(EngineSnapshot.Interceptor::name).orElse("no interceptor")
            + " decides";
    Optional<String> shut = shut(engine);
    if (shut.isPresent()) {
      return HealthResults.of(
          Status.CRITICAL,
          "nothing can be allowed: %s (%s, %s)".formatted(shut.get(), mode, deciding));
    }
    if (engine.interceptors().stream().noneMatch(each -> each.name().equals(FLOOR))) {
      return HealthResults.of(
          Status.CRITICAL,
          "the fail-closed interceptor is not registered; start io.portcullis.failclosed (%s, %s)"
              .formatted(mode, deciding));
    }
    if (engine.runtime().isEmpty()) {
      return HealthResults.of(
          Status.WARN, "no runtime can be asked (%s, %s)".formatted(mode, deciding));
    }
    boolean outranked = !engine.deciding().equals(engine.runtime());
    return outranked
        ? HealthResults.of(
            Status.WARN,
            "%s and ranks above %s, which asks the runtime (%s)"
                .formatted(deciding, engine.runtime().get().name(), mode))
        : HealthResults.of(Status.OK, deciding + ", " + mode);
  }

  /** Why no call can be allowed; empty if one can. */
  static Optional<String> shut(EngineSnapshot engine) {
    EngineSnapshot.Gate gate = engine.gate();
    if (gate == null) {
      return Optional.of("no gate is registered, so no adapter can run a tool");
    }
    boolean lenient = engine.modeInForce().lenient();
    Optional<String> complaint = engine.critical("gate");
    if (complaint.isPresent()) { // what a lenient mode lets pass is only a warning
      return complaint;
    }
    if (engine.deciding().filter(best -> DENYING.contains(best.name())).isPresent()) {
      return Optional.of("no runtime can be asked, and the fail-closed interceptor denies");
    }
    if (engine.runtime().isEmpty() && !lenient) {
      return Optional.of("no runtime can be asked, and enforce denies without one");
    }
    return ordered(engine)
        .or(() -> lenient || !gate.evidenceRequired() ? Optional.empty() : unrecorded(engine));
  }

  private static Optional<String> unrecorded(EngineSnapshot engine) {
    return engine.critical("journal").map(why -> "the journal fails: " + why);
  }

  private static Optional<String> ordered(EngineSnapshot engine) {
    return engine.orders().stream()
        .filter(order -> order.scope().equals(OperationScope.ALL))
        .filter(order -> order.state() != OperatorControl.State.RUNNING)
        .map(PostureCheck::describe)
        .findFirst()
        .or(() -> ordersUnknown(engine));
  }

  // A switch that cannot read what was ordered stops everything, and has no order to show for it.
  private static Optional<String> ordersUnknown(EngineSnapshot engine) {
    return engine.parts().of("operations").stream()
        .map(Health::detail)
        .filter(detail -> detail.contains(EVERYTHING))
        .findFirst();
  }

  private static String describe(OperatorControl.Order order) {
    String what =
        order.state() == OperatorControl.State.PAUSED
            ? EVERYTHING + "paused"
            : EVERYTHING + "terminated";
    String why = order.reason().isBlank() ? "" : ": " + order.reason();
    return what + " by " + order.operator() + why;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.shell.internal.command.TerminalJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether any call can be allowed. The health check of the posture tells the same by the same
 * rules.
 *
 * @param shut why none can be, or null if one can
 */
record GateState(@Nullable String shut) {
  /** What the fail-closed bundle calls its interceptors. They deny in every mode. */
  private static final Set<String> DENYING = Set.of("fail-closed floor", "fail-closed ceiling");

  /** How the operator's switch speaks of an order that is about every call. */
  private static final String EVERYTHING = "everything is ";

  /**
   * What the state follows from.
   *
   * @param present whether there is a gate
   * @param evidenceRequired whether the gate lets nothing run that cannot be recorded
   * @param mode the mode in force
   * @param interceptors all of them, the deciding one first
   * @param orders what operators have ordered
   * @param health what the parts say of themselves
   */
  record Grounds(
      boolean present,
      boolean evidenceRequired,
      EnforcementMode mode,
      List<EngineStatus.Interceptor> interceptors,
      List<OperatorControl.Order> orders,
      List<Health> health) {

    private Optional<String> critical(String part) {
      return health.stream()
          .filter(line -> line.part().equals(part) && line.level() == Health.Level.CRITICAL)
          .map(Health::detail)
          .findFirst();
    }
  }

  static GateState of(Grounds grounds) {
    return new GateState(why(grounds).orElse(null));
  }

  private static Optional<String> why(Grounds grounds) {
    if (!grounds.present()) {
      return Optional.of("no gate is registered, so no adapter can run a tool");
    }
    boolean lenient = grounds.mode().lenient();
    Optional<String> complaint = grounds.critical("gate");
    if (complaint.isPresent()) { // what a lenient mode lets pass is only a warning
      return complaint;
    }
    List<EngineStatus.Interceptor> all = grounds.interceptors();
    if (!all.isEmpty() && DENYING.contains(all.get(0).name())) {
      return Optional.of("no runtime can be asked, and the fail-closed interceptor denies");
    }
    if (!lenient && all.stream().noneMatch(EngineStatus.Interceptor::asksRuntime)) {
      return Optional.of("no runtime can be asked, and enforce denies without one");
    }
    return ordered(grounds)
        .or(
            () ->
                lenient || !grounds.evidenceRequired()
                    ? Optional.empty()
                    : grounds.critical("journal").map(why -> "the journal fails: " + why));
  }

  // A switch that cannot read what was ordered stops everything, and has no order to show for it.
  private static Optional<String> ordered(Grounds grounds) {
    return grounds.orders().stream()
        .filter(order -> order.scope().equals(OperationScope.ALL))
        .filter(order -> order.state() != OperatorControl.State.RUNNING)
        .map(GateState::describe)
        .findFirst()
        .or(
            () ->
                grounds.health().stream()
                    .filter(line -> line.part().equals("operations"))
                    .map(Health::detail)
                    .filter(detail -> detail.contains(EVERYTHING))
                    .findFirst());
  }

  private static String describe(OperatorControl.Order order) {
    String why = order.reason().isBlank() ? "" : ": " + order.reason();
    return EVERYTHING + TerminalJson.word(order.state()) + " by " + order.operator() + why;
  }

  boolean open() {
    return shut == null;
  }

  /** For the text form of a command. */
  String text() {
    return shut == null ? "open" : "shut: " + shut;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.ShutReason;
import io.portcullis.api.status.ShutReason.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rules that say why no call can be allowed. */
final class ShutRules {
  private final EngineObservation seen;
  private final List<ShutReason> reasons = new ArrayList<>();

  private ShutRules(EngineObservation seen) {
    this.seen = seen;
  }

  /** Returns every reason that applies, the most important first; none while the gate is open. */
  static List<ShutReason> reasons(EngineObservation seen) {
    ShutRules rules = new ShutRules(seen);
    rules.addGate();
    rules.addMissingServices();
    rules.addInterceptors();
    rules.addOrders();
    rules.addJournal();
    return List.copyOf(rules.reasons);
  }

  private void add(Code code, String text) {
    if (reasons.stream().noneMatch(reason -> reason.code() == code)) {
      reasons.add(new ShutReason(code, text));
    }
  }

  private void addGate() {
    if (!seen.gatePresent()) {
      add(Code.GATE_MISSING, "no gate is registered, so no adapter can run a tool");
    }
    // A fault that a lenient mode tolerates is only a warning of the gate.
    seen.reports().stream()
        .filter(report -> report.ofGate() && report.critical())
        .forEach(report -> add(code(report.health()), report.health().detail()));
  }

  private static Code code(Health health) {
    return Arrays.stream(Code.values())
        .filter(code -> code.word().equals(health.code()))
        .findFirst()
        .orElse(Code.GATE_FAILED);
  }

  private void addMissingServices() {
    if (seen.lenient()) {
      return;
    }
    if (seen.services().journalRequired() && !seen.services().journal()) {
      add(Code.JOURNAL_MISSING, "evidence is required and no journal is registered");
    }
    if (seen.services().operatorControlRequired() && !seen.services().operatorControl()) {
      add(
          Code.OPERATOR_CONTROL_MISSING,
          "operator control is required and no operator control is registered");
    }
  }

  private void addInterceptors() {
    boolean runtime = seen.runtime().isPresent();
    if (seen.deciding().map(InterceptorStatus::role).filter(role -> role.denies()).isPresent()) {
      add(
          Code.FAIL_CLOSED,
          runtime
              ? "the fail-closed interceptor ranks above the runtime and denies"
              : "no runtime can be asked, and the fail-closed interceptor denies");
    } else if (!runtime && !seen.lenient()) {
      add(Code.NO_RUNTIME, "no runtime can be asked, and enforce denies without one");
    }
  }

  private void addOrders() {
    if (seen.orders().failed()) {
      add(
          Code.ORDERS_UNREADABLE,
          "the orders of operators cannot be read: " + seen.orders().failure());
    }
    seen.orders().value().orElse(List.of()).stream()
        .filter(order -> order.scope().equals(OperationScope.ALL))
        .filter(order -> order.state() != OperatorControl.State.RUNNING)
        .forEach(order -> add(Code.STOPPED_BY_OPERATOR, describe(order)));
  }

  private static String describe(Order order) {
    String state = order.state().name().toLowerCase(Locale.ROOT);
    String operator = order.operator().isBlank() ? "" : " by " + order.operator();
    String reason = order.reason().isBlank() ? "" : ": " + order.reason();
    return "everything is " + state + operator + reason;
  }

  private void addJournal() {
    if (seen.lenient() || !seen.services().journalRequired()) {
      return;
    }
    seen.reports().stream()
        .filter(HealthReport::journalFails)
        .findFirst()
        .ifPresent(
            report -> add(Code.JOURNAL_FAILED, "the journal fails: " + report.health().detail()));
  }
}

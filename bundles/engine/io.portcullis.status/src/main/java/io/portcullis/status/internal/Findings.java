// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.Health.Level;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.InterceptorStatus.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The problems of the engine as a whole, and why the deciding interceptor decides. */
final class Findings {
  private Findings() {}

  static List<Health> of(EngineObservation seen) {
    List<Health> findings = new ArrayList<>();
    if (!seen.gatePresent()) {
      findings.add(
          critical(
              "gate",
              "no gate is registered: no adapter can run a tool",
              EngineStatus.GATE_MISSING));
    }
    if (seen.interceptors().isEmpty()) {
      findings.add(
          critical(
              "interceptor", "no interceptor is registered", EngineStatus.INTERCEPTOR_MISSING));
    }
    addFailClosed(seen, findings);
    addOutranked(seen, findings);
    addMode(seen, findings);
    if (seen.orders().failed()) {
      findings.add(
          critical(
              "operations",
              "the orders cannot be read: " + seen.orders().failure(),
              EngineStatus.ORDERS_UNREADABLE));
    }
    return List.copyOf(findings);
  }

  // The gate denies every fault by itself. Others that look up interceptors rely on these two.
  private static void addFailClosed(EngineObservation seen, List<Health> findings) {
    if (!seen.has(Role.FLOOR)) {
      findings.add(
          critical(
              "fail-closed",
              "the fail-closed interceptor is not registered; start io.portcullis.failclosed",
              EngineStatus.FLOOR_MISSING));
    } else if (seen.runtime().isEmpty() && !seen.lenient() && !seen.has(Role.CEILING)) {
      findings.add(
          critical(
              "fail-closed",
              "the fail-closed interceptor has no registration with the highest ranking although"
                  + " no runtime can be asked; restart io.portcullis.failclosed",
              EngineStatus.CEILING_MISSING));
    }
  }

  private static void addOutranked(EngineObservation seen, List<Health> findings) {
    outranked(seen)
        .ifPresent(
            runtime ->
                findings.add(
                    new Health(
                        "interceptor",
                        Level.WARN,
                        "%s of %s ranks above %s, which asks the runtime"
                            .formatted(
                                seen.interceptors().get(0).name(),
                                seen.interceptors().get(0).bundle(),
                                runtime.name()),
                        EngineStatus.RUNTIME_OUTRANKED)));
  }

  private static Optional<InterceptorStatus> outranked(EngineObservation seen) {
    return seen.runtime().filter(runtime -> !seen.deciding().equals(Optional.of(runtime)));
  }

  private static void addMode(EngineObservation seen, List<Health> findings) {
    if (seen.mode().failed()) {
      findings.add(
          critical(
              "mode",
              "the mode cannot be read, so enforce holds: " + seen.mode().failure(),
              EngineStatus.MODE_UNREADABLE));
    } else if (seen.mode().value().isEmpty()) {
      findings.add(
          new Health(
              "mode",
              Level.WARN,
              "no mode service: enforce holds",
              EngineStatus.MODE_SERVICE_MISSING));
    }
  }

  private static Health critical(String part, String detail, String code) {
    return new Health(part, Level.CRITICAL, detail, code);
  }

  /** Says why the highest-ranked interceptor decides. */
  static String explanation(EngineObservation seen) {
    String faults =
        seen.lenient()
            ? seen.modeInForce().word() + " lets faults through"
            : "enforce denies every fault";
    if (seen.interceptors().isEmpty()) {
      return "no interceptor is registered; " + faults;
    }
    Optional<InterceptorStatus> outranked = outranked(seen);
    if (outranked.isPresent()) {
      return "it ranks above " + outranked.get().name() + ", which asks the runtime";
    }
    return seen.runtime()
        .map(
            runtime ->
                "it is the highest-ranked interceptor and asks the transport "
                    + (runtime.transport().isEmpty() ? "without a name" : runtime.transport()))
        .orElse("no runtime can be asked, and it ranks highest of the rest; " + faults);
  }
}

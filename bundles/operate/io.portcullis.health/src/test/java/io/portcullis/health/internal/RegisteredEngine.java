// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The services of an engine whose gate is open at first; each test takes one of them away. */
final class RegisteredEngine {
  final AtomicReference<Supplier<EnforcementMode>> mode =
      new AtomicReference<>(() -> EnforcementMode.ENFORCE);
  final AtomicReference<Health> gateHealth =
      new AtomicReference<>(new Health("gate", Health.Level.OK, ""));
  final AtomicReference<Supplier<List<OperatorControl.Order>>> orders =
      new AtomicReference<>(List::of);

  final ServiceRegistration<ModePolicy> modePolicy;
  final ServiceRegistration<?> gate;
  final ServiceRegistration<Journal> journal;
  final ServiceRegistration<CallClearance> clearance;
  final ServiceRegistration<GovernanceInterceptor> runtime;
  final ServiceRegistration<GovernanceInterceptor> floor;
  final ServiceRegistration<RuntimeTransport> transport;
  private final RunningFramework framework;

  RegisteredEngine(RunningFramework framework) {
    this.framework = framework;
    modePolicy =
        framework.register(
            ModePolicy.class,
            answering(ModePolicy.class, "mode", () -> mode.get().get()),
            Map.of());
    gate = gate(Map.of());
    journal = framework.register(Journal.class, untouched(Journal.class), Map.of());
    clearance = framework.register(CallClearance.class, untouched(CallClearance.class), Map.of());
    framework.register(
        OperatorControl.class,
        answering(OperatorControl.class, "orders", () -> orders.get().get()),
        Map.of());
    floor = failClosed(GovernanceInterceptor.FLOOR, Integer.MIN_VALUE);
    transport =
        framework.register(
            RuntimeTransport.class,
            untouched(RuntimeTransport.class),
            Map.of(RuntimeTransport.NAME, "embedded", "policy.digest", "sha256:ab"));
    runtime =
        interceptor(
            Map.of(
                GovernanceInterceptor.AUTHORITY,
                GovernanceInterceptor.RUNTIME,
                GovernanceInterceptor.NAME,
                "runtime query",
                RuntimeTransport.NAME,
                "embedded"));
  }

  /** Registers a gate that reports its own health, as the component of the gate does. */
  ServiceRegistration<?> gate(Map<String, ?> properties) {
    Object service =
        Proxy.newProxyInstance(
            ToolGate.class.getClassLoader(),
            new Class<?>[] {ToolGate.class, HealthReporter.class},
            (proxy, called, arguments) ->
                answer(proxy, called.getName(), arguments, "health", gateHealth::get));
    return framework
        .context()
        .registerService(
            new String[] {ToolGate.class.getName(), HealthReporter.class.getName()},
            service,
            FrameworkUtil.asDictionary(properties));
  }

  ServiceRegistration<GovernanceInterceptor> interceptor(Map<String, ?> properties) {
    return framework.register(
        GovernanceInterceptor.class, untouched(GovernanceInterceptor.class), properties);
  }

  ServiceRegistration<GovernanceInterceptor> stranger(int ranking, Map<String, ?> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(Constants.SERVICE_RANKING, ranking);
    return interceptor(properties);
  }

  ServiceRegistration<GovernanceInterceptor> failClosed(String role, int ranking) {
    return stranger(ranking, Map.of(GovernanceInterceptor.FAIL_CLOSED, role));
  }

  /** Takes everything away but the orders. */
  void unregister() {
    List.of(modePolicy, gate, journal, clearance, runtime, floor, transport)
        .forEach(ServiceRegistration::unregister);
  }

  void report(Supplier<Health> health) {
    framework.register(HealthReporter.class, health::get, Map.of());
  }

  void critical(String part, String detail) {
    report(() -> new Health(part, Health.Level.CRITICAL, detail));
  }

  void order(OperationScope scope, OperatorControl.State state, String reason) {
    orders.set(
        () -> List.of(new OperatorControl.Order(scope, state, Instant.EPOCH, "uid:1000", reason)));
  }

  /** A service that no inspection may call. */
  static <T> T untouched(Class<T> type) {
    return answering(type, "", () -> null);
  }

  private static <T> T answering(Class<T> type, String method, Supplier<?> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) ->
                answer(proxy, called.getName(), arguments, method, answer)));
  }

  private static Object answer(
      Object proxy, String called, Object[] arguments, String method, Supplier<?> answer) {
    return switch (called) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      case "toString" -> "a service";
      default -> {
        if (!called.equals(method)) {
          throw new AssertionError("the inspection called " + called);
        }
        yield answer.get();
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The services of an engine whose gate is open at first. A test takes one of them away, or makes it
 * answer something else. Any call of a service but the expected ones is an error. The answers may
 * be set by any thread.
 */
public final class RegisteredEngine {
  /** Supplies the mode. */
  public final AtomicReference<Supplier<EnforcementMode>> mode =
      new AtomicReference<>(() -> EnforcementMode.ENFORCE);

  /** The health that the gate reports. */
  public final AtomicReference<Health> gateHealth =
      new AtomicReference<>(new Health("gate", Health.Level.OK, ""));

  /** Supplies the orders of the operator. */
  public final AtomicReference<Supplier<List<OperatorControl.Order>>> orders =
      new AtomicReference<>(List::of);

  /** The mode policy. */
  public final ServiceRegistration<ModePolicy> modePolicy;

  /** The gate. */
  public final ServiceRegistration<?> gate;

  /** The journal. */
  public final ServiceRegistration<Journal> journal;

  /** The operator control, as the gate uses it. */
  public final ServiceRegistration<CallClearance> clearance;

  /** The interceptor that asks the transport. */
  public final ServiceRegistration<GovernanceInterceptor> runtime;

  /** The interceptor that denies when no other decides. */
  public final ServiceRegistration<GovernanceInterceptor> floor;

  /** The runtime transport. */
  public final ServiceRegistration<RuntimeTransport> transport;

  private final BundleContext context;

  /**
   * Registers the services.
   *
   * @param context the context of a running bundle
   */
  public RegisteredEngine(BundleContext context) {
    this.context = context;
    modePolicy = registerMode();
    gate = gate(Map.of());
    journal = register(Journal.class, untouched(Journal.class), Map.of());
    clearance = register(CallClearance.class, untouched(CallClearance.class), Map.of());
    registerOrders();
    floor = failClosed(GovernanceInterceptor.FLOOR, Integer.MIN_VALUE);
    transport = registerTransport();
    runtime = registerRuntime();
  }

  private ServiceRegistration<GovernanceInterceptor> registerRuntime() {
    return interceptor(
        Map.of(
            GovernanceInterceptor.AUTHORITY,
            GovernanceInterceptor.RUNTIME,
            GovernanceInterceptor.NAME,
            "runtime query",
            RuntimeTransport.NAME,
            "embedded"));
  }

  private ServiceRegistration<ModePolicy> registerMode() {
    return register(
        ModePolicy.class,
        answering(ModePolicy.class, "mode", () -> Objects.requireNonNull(mode.get()).get()),
        Map.of());
  }

  private void registerOrders() {
    register(
        OperatorControl.class,
        answering(
            OperatorControl.class, "orders", () -> Objects.requireNonNull(orders.get()).get()),
        Map.of());
  }

  private ServiceRegistration<RuntimeTransport> registerTransport() {
    return register(
        RuntimeTransport.class,
        untouched(RuntimeTransport.class),
        Map.of(RuntimeTransport.NAME, "embedded", "policy.digest", "sha256:ab"));
  }

  private <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    return context.registerService(type, service, FrameworkUtil.asDictionary(properties));
  }

  /**
   * Registers a gate that reports its own health, as the component of the gate does.
   *
   * @param properties the properties of the service
   * @return its registration
   */
  public ServiceRegistration<?> gate(Map<String, ?> properties) {
    Object service =
        Proxy.newProxyInstance(
            ToolGate.class.getClassLoader(),
            new Class<?>[] {ToolGate.class, HealthReporter.class},
            (proxy, called, arguments) ->
                answer(proxy, called.getName(), arguments, "health", gateHealth::get));
    return context.registerService(
        new String[] {ToolGate.class.getName(), HealthReporter.class.getName()},
        service,
        FrameworkUtil.asDictionary(properties));
  }

  /**
   * Registers an interceptor that must not be called.
   *
   * @param properties the properties of the service
   * @return its registration
   */
  public ServiceRegistration<GovernanceInterceptor> interceptor(Map<String, ?> properties) {
    return register(
        GovernanceInterceptor.class, untouched(GovernanceInterceptor.class), properties);
  }

  /**
   * Registers an interceptor of another bundle.
   *
   * @param ranking its service ranking
   * @param more further properties
   * @return its registration
   */
  public ServiceRegistration<GovernanceInterceptor> stranger(int ranking, Map<String, ?> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(Constants.SERVICE_RANKING, ranking);
    return interceptor(properties);
  }

  /**
   * Registers an interceptor that fails closed.
   *
   * @param role the floor or the ceiling
   * @param ranking its service ranking
   * @return its registration
   */
  public ServiceRegistration<GovernanceInterceptor> failClosed(String role, int ranking) {
    return stranger(ranking, Map.of(GovernanceInterceptor.FAIL_CLOSED, role));
  }

  /** Unregisters everything but the orders. */
  public void unregister() {
    List.of(modePolicy, gate, journal, clearance, runtime, floor, transport)
        .forEach(ServiceRegistration::unregister);
  }

  /**
   * Registers a health reporter.
   *
   * @param health supplies its health
   */
  public void report(Supplier<Health> health) {
    register(HealthReporter.class, health::get, Map.of());
  }

  /**
   * Registers a reporter of critical health.
   *
   * @param part the reporting part
   * @param detail the problem
   */
  public void critical(String part, String detail) {
    report(() -> new Health(part, Health.Level.CRITICAL, detail));
  }

  /**
   * Gives an order in place of all others.
   *
   * @param scope the calls it is about
   * @param state the state of these calls
   * @param reason the reason
   */
  public void order(OperationScope scope, OperatorControl.State state, String reason) {
    orders.set(
        () -> List.of(new OperatorControl.Order(scope, state, Instant.EPOCH, "uid:1000", reason)));
  }

  /**
   * Creates a service that must not be called.
   *
   * @param <T> its type
   * @param type its interface
   * @return a service whose methods fail
   */
  public static <T> T untouched(Class<T> type) {
    return answering(type, "", () -> "");
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

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Shows mode, transport, interceptors and health, which interceptor decides, and why the gate is
 * shut when it is.
 */
public final class StatusCommand implements AnonymousCommand {
  /** What the fail-closed bundle calls the interceptor that it keeps registered all the time. */
  private static final String FLOOR = "fail-closed floor";

  /** A property of the gate: its configuration, as the component runtime publishes it. */
  private static final String EVIDENCE_REQUIRED = "evidenceRequired";

  private final CurrentServices services;

  public StatusCommand(CurrentServices services) {
    this.services = services;
  }

  @Override
  public String usage() {
    return "status [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, Set.of("--json"), 0);
    EngineStatus status = read();
    return CommandResult.ok(options.has("--json") ? status.json() : status.text());
  }

  EngineStatus read() {
    Optional<EnforcementMode> mode = services.useBest(ModePolicy.class, ModePolicy::mode);
    List<ServiceReference<GovernanceInterceptor>> references =
        services.ranked(GovernanceInterceptor.class);
    List<EngineStatus.Interceptor> interceptors = new ArrayList<>();
    for (ServiceReference<GovernanceInterceptor> reference : references) {
      interceptors.add(interceptor(reference, interceptors.isEmpty()));
    }
    String transport = transport(references);
    EnforcementMode inForce = mode.orElse(EnforcementMode.ENFORCE);
    List<Health> health = health(mode.isPresent(), interceptors);
    List<OperatorControl.Order> orders = orders(health);
    return new EngineStatus(
        inForce.word(),
        transport,
        interceptors.isEmpty() ? null : interceptors.get(0).name(),
        why(interceptors, transport, inForce),
        gate(inForce, interceptors, orders, health),
        interceptors,
        health);
  }

  private GateState gate(
      EnforcementMode mode,
      List<EngineStatus.Interceptor> interceptors,
      List<OperatorControl.Order> orders,
      List<Health> health) {
    Optional<ServiceReference<ToolGate>> gate = gate();
    return GateState.of(
        new GateState.Grounds(
            gate.isPresent(),
            gate.map(StatusCommand::requiresEvidence).orElse(true),
            mode,
            interceptors,
            orders,
            health));
  }

  // A gate whose component cannot be made is registered and gives no service.
  private Optional<ServiceReference<ToolGate>> gate() {
    return services.ranked(ToolGate.class).stream()
        .filter(reference -> services.use(reference, service -> true).isPresent())
        .findFirst();
  }

  private static boolean requiresEvidence(ServiceReference<ToolGate> gate) {
    String required = CurrentServices.text(gate, EVIDENCE_REQUIRED);
    return required == null || !required.trim().equalsIgnoreCase("false");
  }

  /** The orders in force; a switch that cannot tell them is one more line of health. */
  private List<OperatorControl.Order> orders(List<Health> health) {
    List<OperatorControl.Order> orders = new ArrayList<>();
    for (ServiceReference<OperatorControl> reference : services.ranked(OperatorControl.class)) {
      try {
        services.use(reference, OperatorControl::orders).ifPresent(orders::addAll);
      } catch (RuntimeException | LinkageError e) { // linkage: its bundle was refreshed
        health.add(missing("operations", "the orders could not be read: " + e));
      }
    }
    return orders;
  }

  static String name(ServiceReference<GovernanceInterceptor> reference) {
    String name = CurrentServices.text(reference, GovernanceInterceptor.NAME);
    return name == null ? CurrentServices.bundle(reference) : name;
  }

  private static boolean asksRuntime(ServiceReference<GovernanceInterceptor> reference) {
    return GovernanceInterceptor.RUNTIME.equals(
        reference.getProperty(GovernanceInterceptor.AUTHORITY));
  }

  private static EngineStatus.Interceptor interceptor(
      ServiceReference<GovernanceInterceptor> reference, boolean best) {
    // anything but an Integer counts as 0, as it does in the framework
    int ranking =
        reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
    return new EngineStatus.Interceptor(
        name(reference),
        ranking,
        CurrentServices.bundle(reference),
        CurrentServices.text(reference, GovernanceInterceptor.AUTHORITY),
        best);
  }

  private static @Nullable String transport(
      List<ServiceReference<GovernanceInterceptor>> references) {
    return references.stream()
        .filter(StatusCommand::asksRuntime)
        .map(reference -> CurrentServices.text(reference, RuntimeTransport.NAME))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static String why(
      List<EngineStatus.Interceptor> interceptors,
      @Nullable String transport,
      EnforcementMode mode) {
    String faults =
        mode.lenient() ? mode.word() + " lets faults through" : "enforce denies every fault";
    if (interceptors.isEmpty()) {
      return "no interceptor is registered; " + faults;
    }
    if (interceptors.get(0).asksRuntime()) {
      return "it is the highest-ranked interceptor and asks the transport "
          + (transport == null ? "without a name" : transport);
    }
    Optional<String> outranked =
        interceptors.stream()
            .filter(EngineStatus.Interceptor::asksRuntime)
            .map(EngineStatus.Interceptor::name)
            .findFirst();
    return outranked
        .map(name -> "it ranks above " + name + ", which asks the runtime")
        .orElse("no runtime can be asked, and it ranks highest of the rest; " + faults);
  }

  private List<Health> health(boolean modePresent, List<EngineStatus.Interceptor> interceptors) {
    List<Health> lines = new ArrayList<>();
    if (gate().isEmpty()) {
      lines.add(missing("gate", "no gate is registered: no adapter can run a tool"));
    }
    if (interceptors.isEmpty()) {
      lines.add(missing("interceptor", "no interceptor is registered"));
    }
    if (interceptors.stream().noneMatch(each -> each.name().equals(FLOOR))) {
      // the gate still denies every fault by itself, but others that look up interceptors may not
      String detail =
          "the fail-closed interceptor is not registered; start io.portcullis.failclosed";
      lines.add(missing("fail-closed", detail));
    }
    if (!modePresent) {
      lines.add(new Health("mode", Health.Level.WARN, "no mode service: enforce holds"));
    }
    lines.addAll(new HealthSummary(services).all());
    return lines;
  }

  private static Health missing(String part, String detail) {
    return new Health(part, Health.Level.CRITICAL, detail);
  }
}

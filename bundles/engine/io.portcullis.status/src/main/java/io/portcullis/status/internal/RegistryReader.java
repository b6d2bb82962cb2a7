// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.api.status.EngineServices;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.InterceptorStatus.Role;
import io.portcullis.api.status.TransportStatus;
import io.portcullis.status.internal.EngineObservation.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Reads the facts of the engine from services and their properties. Thread-safe. */
final class RegistryReader {
  // Properties of the gate: its configuration, as the component runtime publishes it.
  private static final String EVIDENCE_REQUIRED = "evidenceRequired";
  private static final String OPERATOR_CONTROL_REQUIRED = "operatorControlRequired";

  private static final String POLICY_DIGEST = "policy.digest";
  private static final String POLICY_LOADED = "policy.loaded";
  private static final String POLICY_DOCUMENTS = "policy.documents";

  private final ServiceLookup services;
  private final HealthReportReader health;

  RegistryReader(ServiceLookup services) {
    this.services = services;
    health = new HealthReportReader(services);
  }

  EngineObservation read() {
    Optional<ServiceReference<ToolGate>> gate = gate();
    Answer<EnforcementMode> mode = services.askBest(ModePolicy.class, ModePolicy::mode);
    List<InterceptorStatus> interceptors =
        services.ranked(GovernanceInterceptor.class).stream()
            .map(RegistryReader::interceptor)
            .toList();
    return new EngineObservation(
        gate.isPresent(),
        mode,
        around(gate),
        interceptors,
        transports(interceptors),
        orders(),
        health.read());
  }

  // A gate whose component cannot be created is registered and gives no service.
  private Optional<ServiceReference<ToolGate>> gate() {
    return services.ranked(ToolGate.class).stream()
        .filter(reference -> services.ask(reference, gate -> true).value().isPresent())
        .findFirst();
  }

  private EngineServices around(Optional<ServiceReference<ToolGate>> gate) {
    return new EngineServices(
        services.has(Journal.class),
        required(gate, EVIDENCE_REQUIRED),
        services.has(CallClearance.class),
        required(gate, OPERATOR_CONTROL_REQUIRED),
        services.has(ApprovalChannel.class));
  }

  /** Anything but a clear no means that the gate requires it. */
  private static boolean required(Optional<ServiceReference<ToolGate>> gate, String property) {
    return gate.map(reference -> ServiceLookup.text(reference, property))
        .map(text -> !text.trim().equalsIgnoreCase("false"))
        .orElse(true);
  }

  private static InterceptorStatus interceptor(ServiceReference<GovernanceInterceptor> reference) {
    // The framework counts a ranking that is not an Integer as 0.
    int ranking =
        reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
    String bundle = ServiceLookup.bundle(reference);
    String name = ServiceLookup.text(reference, GovernanceInterceptor.NAME);
    String transport = ServiceLookup.text(reference, RuntimeTransport.NAME);
    return new InterceptorStatus(
        name == null ? bundle : name,
        ranking,
        bundle,
        role(reference, ranking),
        transport == null ? "" : transport);
  }

  // An interceptor that claims to be floor or ceiling at another rank is a stranger.
  private static Role role(ServiceReference<?> reference, int ranking) {
    Object failClosed = reference.getProperty(GovernanceInterceptor.FAIL_CLOSED);
    if (GovernanceInterceptor.FLOOR.equals(failClosed) && ranking == Integer.MIN_VALUE) {
      return Role.FLOOR;
    }
    if (GovernanceInterceptor.CEILING.equals(failClosed) && ranking == Integer.MAX_VALUE) {
      return Role.CEILING;
    }
    Object authority = reference.getProperty(GovernanceInterceptor.AUTHORITY);
    return GovernanceInterceptor.RUNTIME.equals(authority) ? Role.RUNTIME : Role.OTHER;
  }

  private List<TransportStatus> transports(List<InterceptorStatus> interceptors) {
    Optional<String> asked =
        interceptors.stream()
            .filter(each -> each.role() == Role.RUNTIME)
            .map(InterceptorStatus::transport)
            .findFirst();
    return services.ranked(RuntimeTransport.class).stream()
        .map(reference -> transport(reference, asked))
        .toList();
  }

  private static TransportStatus transport(
      ServiceReference<RuntimeTransport> reference, Optional<String> asked) {
    String published = ServiceLookup.text(reference, RuntimeTransport.NAME);
    String name = published == null ? "" : published;
    return new TransportStatus(
        name,
        ServiceLookup.bundle(reference),
        asked.equals(Optional.of(name)),
        ServiceLookup.text(reference, POLICY_DIGEST),
        ServiceLookup.text(reference, POLICY_LOADED),
        texts(reference.getProperty(POLICY_DOCUMENTS)));
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof Object[] array) {
      return Arrays.stream(array).map(String::valueOf).toList();
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }

  private Answer<List<Order>> orders() {
    List<Order> orders = new ArrayList<>();
    for (ServiceReference<OperatorControl> reference : services.ranked(OperatorControl.class)) {
      Answer<List<Order>> answer = services.ask(reference, OperatorControl::orders);
      if (answer.failed()) {
        return answer;
      }
      answer.value().ifPresent(orders::addAll);
    }
    return Answer.of(orders);
  }
}

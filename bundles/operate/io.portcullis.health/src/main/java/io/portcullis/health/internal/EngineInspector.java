// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Looks at the service registry anew each time. Thread-safe. */
final class EngineInspector implements Supplier<EngineSnapshot> {
  /** A property of the gate: its configuration, as the component runtime publishes it. */
  private static final String EVIDENCE_REQUIRED = "evidenceRequired";

  private final BundleContext context;
  private final EngineSnapshot.Parts parts;

  EngineInspector(BundleContext context, EngineSnapshot.Parts parts) {
    this.context = context;
    this.parts = parts;
  }

  /**
   * @throws IllegalStateException if this bundle has stopped
   */
  @Override
  public EngineSnapshot get() {
    List<EnforcementMode> modes = ask(ModePolicy.class, ModePolicy::mode);
    return new EngineSnapshot(
        gate(),
        modes.isEmpty() ? null : modes.get(0),
        ranked(context, GovernanceInterceptor.class).stream()
            .map(EngineInspector::interceptor)
            .toList(),
        ranked(context, RuntimeTransport.class).stream().map(EngineInspector::transport).toList(),
        ask(OperatorControl.class, OperatorControl::orders).stream()
            .<Order>flatMap(List::stream)
            .toList(),
        parts);
  }

  // A gate whose component cannot be made is registered and gives no service.
  private EngineSnapshot.@Nullable Gate gate() {
    for (ServiceReference<ToolGate> reference : ranked(context, ToolGate.class)) {
      if (context.getService(reference) != null) {
        context.ungetService(reference);
        String required = text(reference, EVIDENCE_REQUIRED, "true").trim();
        return new EngineSnapshot.Gate(!required.equalsIgnoreCase("false"));
      }
    }
    return null;
  }

  private static EngineSnapshot.Interceptor interceptor(ServiceReference<?> reference) {
    Object transport = reference.getProperty(RuntimeTransport.NAME);
    return new EngineSnapshot.Interceptor(
        text(reference, GovernanceInterceptor.NAME, "an interceptor without a name"),
        GovernanceInterceptor.RUNTIME.equals(
            reference.getProperty(GovernanceInterceptor.AUTHORITY)),
        transport == null ? null : String.valueOf(transport));
  }

  static String transport(ServiceReference<RuntimeTransport> reference) {
    return text(reference, RuntimeTransport.NAME, "a transport without a name");
  }

  /** What the services of a type answer, the best first; those that have left say nothing. */
  private <S, R> List<R> ask(Class<S> type, Function<S, R> question) {
    List<R> answers = new ArrayList<>();
    for (ServiceReference<S> reference : ranked(context, type)) {
      S service = context.getService(reference);
      if (service != null) {
        try {
          answers.add(question.apply(service));
        } finally {
          context.ungetService(reference);
        }
      }
    }
    return answers;
  }

  /** The services of a type, the best first. */
  static <S> List<ServiceReference<S>> ranked(BundleContext context, Class<S> type) {
    try {
      return context.getServiceReferences(type, null).stream()
          .sorted(Collections.reverseOrder())
          .toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is no wrong filter", e);
    }
  }

  private static String text(ServiceReference<?> reference, String property, String otherwise) {
    Object value = reference.getProperty(property);
    return value == null ? otherwise : String.valueOf(value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.transport.assembly.internal.connect.ReconnectingLink;
import io.portcullis.transport.assembly.internal.mapping.Excerpt;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the transport as a service. Holds no lock, because the registry calls listeners, which
 * may hold their own locks. Thread-safe.
 */
final class TransportRegistration implements ReconnectingLink.Listener {
  /** The service property that distinguishes the transports of several agents. */
  static final String AGENT = "agent.id";

  /** The type of the event that carries the redactions of a denial. */
  static final String DENIED_WITH_REDACTIONS = "assembly_denied_with_redactions";

  private static final Logger LOG = LoggerFactory.getLogger(TransportRegistration.class);
  private static final int MAX_REDACTIONS = 64;

  private final BundleContext context;
  private final String agentId;
  private final AtomicReference<@Nullable ServiceRegistration<RuntimeTransport>> registration =
      new AtomicReference<>();

  TransportRegistration(BundleContext context, String agentId) {
    this.context = context;
    this.agentId = agentId;
  }

  @Override
  public void available(RuntimeTransport transport) {
    try {
      registration.set(
          context.registerService(
              RuntimeTransport.class,
              transport,
              FrameworkUtil.asDictionary(
                  Map.of(RuntimeTransport.NAME, AssemblyTransportComponent.NAME, AGENT, agentId))));
    } catch (IllegalStateException e) {
      LOG.debug("The bundle has stopped meanwhile; the transport is not registered", e);
    }
  }

  @Override
  public void unavailable() {
    ServiceRegistration<RuntimeTransport> current = registration.getAndSet(null);
    if (current != null) {
      try {
        current.unregister();
      } catch (IllegalStateException e) {
        LOG.trace("The bundle has stopped meanwhile, which unregistered the transport", e);
      }
    }
  }

  @Override
  public void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
    try {
      ServiceReference<CallReporter> reference = context.getServiceReference(CallReporter.class);
      CallReporter gateway = reference == null ? null : context.getService(reference);
      if (reference == null || gateway == null) {
        return;
      }
      try {
        gateway.report(event(call, decision));
      } finally {
        context.ungetService(reference);
      }
    } catch (IllegalStateException e) {
      LOG.debug("The bundle has stopped meanwhile; the redactions of a denial are not reported", e);
    }
  }

  private static GovernanceEvent event(ToolCall call, RuntimeDecision decision) {
    List<Redaction> redactions = decision.redactions();
    String all =
        redactions.stream()
            .limit(MAX_REDACTIONS)
            .map(redaction -> redaction.path() + "=" + redaction.replacement())
            .collect(Collectors.joining("\n"));
    return new GovernanceEvent(
        DENIED_WITH_REDACTIONS,
        InstantSource.system().instant(),
        call.agent(),
        Map.of(
            "call", call.id(),
            "tool", call.tool(),
            "rule", decision.rule(),
            "count", String.valueOf(redactions.size()),
            "redactions", Excerpt.of(all)));
  }
}

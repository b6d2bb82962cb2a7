// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.adapter.assembly.internal.config.AssemblyAdapterConfig;
import io.portcullis.adapter.assembly.internal.config.SdkSocketSettings;
import io.portcullis.adapter.assembly.internal.decision.CallDecider;
import io.portcullis.adapter.assembly.internal.decision.CallReader;
import io.portcullis.adapter.assembly.internal.decision.SdkEvents;
import io.portcullis.adapter.assembly.internal.socket.SocketServer;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.support.config.ConfigurationCheck;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one socket for each configuration. A socket that cannot be opened as configured stays
 * absent, and health shows the reason. The socket stays open while the gate is absent, and denies.
 */
@Component(
    configurationPid = AssemblyAdapterConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = AssemblyAdapterConfig.class, factory = true)
public final class AssemblyAdapterComponent implements HealthReporter {
  private static final Logger LOG = LoggerFactory.getLogger(AssemblyAdapterComponent.class);
  private static final String PART = "assembly sdk";

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolGate gate;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable CallReporter client;

  private final @Nullable SocketServer server;
  private final String problem;

  /** Opens the socket before it returns. */
  @Activate
  public AssemblyAdapterComponent(Map<String, Object> properties, AssemblyAdapterConfig config) {
    SocketServer opened = null;
    String said = "";
    try {
      ConfigurationCheck.requireUnderstood(properties);
      opened = open(SdkSocketSettings.read(config, System.getenv()));
    } catch (IllegalArgumentException | IOException e) {
      said =
          properties.getOrDefault("service.pid", AssemblyAdapterConfig.PID) + ": " + e.getMessage();
      LOG.error("{}; the socket stays closed; correct the configuration", said);
    }
    server = opened;
    problem = said;
  }

  private SocketServer open(SdkSocketSettings settings) throws IOException {
    InstantSource clock = InstantSource.system();
    AgentIdentity agent =
        new AgentIdentity(settings.org(), settings.team(), settings.key().agentId());
    SocketServer opened =
        SocketServer.open(
            settings,
            new CallReader(settings, clock),
            new CallDecider(() -> gate),
            new SdkEvents(agent, () -> client, clock),
            System::nanoTime);
    LOG.info("Serving the SDKs of agent {} at {}", agent.id(), settings.socket());
    return opened;
  }

  @Deactivate
  void deactivate() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public Health health() {
    if (server == null) {
      return new Health(PART, Health.Level.CRITICAL, problem);
    }
    return server.isOpen()
        ? new Health(PART, Health.Level.OK, "")
        : new Health(
            PART,
            Health.Level.CRITICAL,
            "the socket was closed after a failure; restart the bundle");
  }
}

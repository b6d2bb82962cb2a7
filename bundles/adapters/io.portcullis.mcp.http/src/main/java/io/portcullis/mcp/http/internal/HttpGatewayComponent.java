// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.ToolGate;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.config.GatewaySettingsReader;
import io.portcullis.mcp.http.internal.config.HttpConfig;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway for each configuration. A gateway that cannot be opened as configured does not
 * listen, and its health has the reason. While the gate is unavailable the gateway runs on and
 * denies.
 */
@Component(
    configurationPid = HttpConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = HttpConfig.class, factory = true)
public final class HttpGatewayComponent implements HealthReporter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpGatewayComponent.class);
  private static final String PART = "mcp-http";

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolGate gate;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolPins pins;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable CallReporter records;

  private final @Nullable HttpGateway gateway;
  private final Health health;

  /** Opens the gateway before it returns. */
  @Activate
  public HttpGatewayComponent(
      BundleContext context, Map<String, Object> properties, HttpConfig config) {
    HttpGateway opened = null;
    Health said;
    try {
      GatewaySettings settings =
          GatewaySettingsReader.read(config, properties, context.getProperty(ConfiguredValue.HOME));
      opened =
          HttpGateway.open(settings, () -> gate, () -> pins, () -> records, System::nanoTime)
              .ticking();
      said = healthOf(settings);
    } catch (InvalidValueException | IOException e) {
      said = failure(properties, e);
      LOG.error("{}; the gateway does not listen", said.detail());
    }
    gateway = opened;
    health = said;
  }

  private static Health healthOf(GatewaySettings settings) {
    return GatewaySettingsReader.isExposed(settings)
        ? new Health(
            PART,
            Health.Level.WARN,
            settings.serverName() + " is reachable beyond this machine without TLS or tokens")
        : new Health(PART, Health.Level.OK, "");
  }

  private static Health failure(Map<String, Object> properties, Exception e) {
    return new Health(
        PART,
        Health.Level.CRITICAL,
        properties.getOrDefault("service.pid", HttpConfig.PID)
            + ": "
            + PrintableText.line(String.valueOf(e.getMessage())));
  }

  @Deactivate
  void deactivate() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Override
  public Health health() {
    return health;
  }
}

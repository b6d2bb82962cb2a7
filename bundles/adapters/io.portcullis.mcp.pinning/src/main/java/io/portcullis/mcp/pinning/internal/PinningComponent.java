// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.mcp.pinning.StateDirectory;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the pin store. A store whose file cannot be used is registered too, and denies. */
@Component(
    configurationPid = PinningComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = PinningComponent.Config.class)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.portcullis.mcp.pinning.PinStore,"
            + "io.portcullis.mcp.response.ToolPins\"")
public final class PinningComponent implements HealthReporter {
  public static final String PID = "io.portcullis.mcp.pinning";

  private static final Logger LOG = LoggerFactory.getLogger(PinningComponent.class);
  private static final String PART = "mcp-pins";

  /** The configuration of the pin store. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis pins of MCP tools",
      description =
          "Stores how tools of MCP servers were defined when they were first seen, for the"
              + " servers whose gateway is configured to pin them")
  @interface Config {
    /** The path of the file, or empty for the default. */
    @AttributeDefinition(
        name = "File",
        description =
            "The file of pins; a relative path starts at the home of the distribution."
                + " Default: portcullis/mcp/pins.json in the user's state folder, which the"
                + " gateways of all homes share. It is created when the first tool is pinned. If it"
                + " cannot be read, every tool of a server with pins is denied")
    String file() default "";
  }

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable CallReporter records;

  private final PinStore store;
  private final ServiceRegistration<?> registration;

  /** Reads the pins and registers the store. */
  @Activate
  public PinningComponent(BundleContext context, Config config, Map<String, Object> properties) {
    PinEvents events = new PinEvents(() -> records);
    PinStore opened;
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      opened = open(context.getProperty(ConfiguredValue.HOME), config.file(), events);
    } catch (IllegalArgumentException e) {
      opened = unreadable(PID + ": " + e.getMessage());
    }
    store = opened;
    registration =
        context.registerService(
            new String[] {ToolPins.class.getName(), PinStore.class.getName()},
            store,
            FrameworkUtil.asDictionary(Map.of()));
  }

  /**
   * Opens the configured store.
   *
   * @param home the folder of relative paths, or null for the working directory
   * @param file the configured file, or null or blank for the default
   * @param events receives changes
   * @return the store; one that denies if the file is not a path or the user has no home
   */
  public static PinStore open(@Nullable String home, @Nullable String file, PinEvents events) {
    try {
      return new PinStore(
          ConfiguredValue.optionalPath("file", file == null ? "" : file, home)
              .orElseGet(() -> StateDirectory.ofThisProcess().pins()),
          events);
    } catch (InvalidValueException | IllegalStateException e) {
      return unreadable(PID + ": " + e.getMessage());
    }
  }

  private static PinStore unreadable(String why) {
    LOG.error("Cannot use the pins: {}; every tool of a server with pins is denied", why);
    return PinStore.unreadable(why);
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
    store.close(); // a stale reference denies
  }

  @Override
  public Health health() {
    return health(store);
  }

  /**
   * Returns the health of a store.
   *
   * @param store the store
   * @return a critical state if the pins cannot be used, a warning if tools have changed
   */
  public static Health health(PinStore store) {
    String problem = store.problem();
    if (!problem.isEmpty()) {
      return new Health(PART, Health.Level.CRITICAL, problem);
    }
    int changed = store.pending().size();
    return changed == 0
        ? new Health(PART, Health.Level.OK, "")
        : new Health(
            PART,
            Health.Level.WARN,
            "changed tools that are denied: " + changed + "; mcp:pins lists them");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.mcp.pinning.StateDirectory;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.config.ConfigurationCheck;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the store of pins, which there is even if its file cannot be used: then it denies. */
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

  /** Framework property: relative paths start there. */
  static final String HOME = "portcullis.home";

  private static final Logger LOG = LoggerFactory.getLogger(PinningComponent.class);
  private static final String PART = "mcp-pins";

  /** Where the pins are kept. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis pins of MCP tools",
      description =
          "Remembers how tools of MCP servers were defined when they were first seen, for the"
              + " servers whose gateway is configured to pin them")
  @interface Config {
    /** A path, or nothing. */
    @AttributeDefinition(
        name = "File",
        description =
            "Where the pins are kept; a relative path starts at the home of the distribution."
                + " Nothing: portcullis/mcp/pins.json in the user's state folder, which the"
                + " gateways of all homes share. Made when the first tool is pinned. If it cannot"
                + " be read, every tool of a server with pins is denied")
    String file() default "";
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable CallReporter records;

  private final PinStore store;
  private final ServiceRegistration<?> registration;

  /** Reads the pins before it returns. */
  @Activate
  public PinningComponent(BundleContext context, Config config, Map<String, Object> properties) {
    PinEvents events = new PinEvents(() -> records);
    PinStore opened;
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      opened = open(context.getProperty(HOME), config.file(), events);
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

  public static PinStore open(@Nullable String home, @Nullable String file, PinEvents events) {
    try {
      return new PinStore(
          file == null || file.isBlank()
              ? StateDirectory.ofThisProcess().pins()
              : Path.of(home == null ? "" : home).resolve(file.trim()),
          events);
    } catch (InvalidPathException e) {
      return unreadable(PID + ": file is no path: " + e.getReason());
    } catch (IllegalStateException e) {
      return unreadable(PID + ": " + e.getMessage());
    }
  }

  private static PinStore unreadable(String why) {
    LOG.error("{}; every tool of a server with pins is denied", why);
    return PinStore.unreadable(why);
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
    store.close(); // who still holds it denies
  }

  @Override
  public Health health() {
    return health(store);
  }

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
            "tools that have changed and are denied: " + changed + "; mcp:pins lists them");
  }
}

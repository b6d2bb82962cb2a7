// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.schema.Pid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps configurations that are not their PID's own away from the component runtime, and reports
 * all that cannot be understood. It binds a misplaced configuration to a location that no bundle
 * has. It does so before the component runtime, which gets the event asynchronously. Thread-safe.
 */
final class ConfigurationGuard
    implements SynchronousConfigurationListener, ConfigurationPlugin, HealthReporter {
  /** The location of configurations that no bundle may use. */
  static final String REFUSED = "portcullis:refused";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationGuard.class);
  private static final String OURS =
      "(|(%s=%s*)(%s=%s*))"
          .formatted(
              Constants.SERVICE_PID,
              DeclaredPids.PREFIX,
              ConfigurationAdmin.SERVICE_FACTORYPID,
              DeclaredPids.PREFIX);
  private static final int MAX_SHOWN = 5;

  private final Supplier<@Nullable ConfigurationAdmin> admin;
  private final DeclaredPids pids;
  private final Supplier<List<ConfigurationFinding>> files;

  /**
   * Guards nothing yet.
   *
   * @param admin Configuration Admin, or null while it is absent
   * @param pids what bundles declare
   * @param files the problems of the files themselves
   */
  ConfigurationGuard(
      Supplier<@Nullable ConfigurationAdmin> admin,
      DeclaredPids pids,
      Supplier<List<ConfigurationFinding>> files) {
    this.admin = admin;
    this.pids = pids;
    this.files = files;
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    String name = event.getFactoryPid() == null ? event.getPid() : event.getFactoryPid();
    if (event.getType() != ConfigurationEvent.CM_DELETED && name.startsWith(DeclaredPids.PREFIX)) {
      guard("(%s=%s)".formatted(Constants.SERVICE_PID, escape(event.getPid())));
    }
  }

  /** Looks at every configuration, after a bundle declared its PIDs. */
  void guardAll() {
    guard(OURS);
  }

  /**
   * Has components configured again that were configured while this guard was absent, where it
   * would have changed what they got.
   */
  void deliverAgain() {
    for (Configuration configuration : list(OURS)) {
      try {
        Dictionary<String, Object> raw = configuration.getProperties();
        if (raw != null && isChanged(configuration, raw)) {
          configuration.update(raw);
        }
      } catch (IOException | IllegalStateException e) {
        LOG.warn("Cannot deliver {} again; it counts as it was delivered", configuration, e);
      }
    }
  }

  private boolean isChanged(Configuration configuration, Dictionary<String, Object> raw) {
    ConfigurationEntry entry = entry(configuration);
    return !entry.refusal(pids).isEmpty()
        || Collections.list(raw.keys()).stream()
            .anyMatch(key -> !Objects.deepEquals(raw.get(key), entry.properties().get(key)));
  }

  private void guard(String filter) {
    for (Configuration configuration : list(filter)) {
      try {
        guard(configuration);
      } catch (IllegalStateException e) {
        LOG.debug("{} was deleted meanwhile", configuration, e);
      }
    }
  }

  private void guard(Configuration configuration) {
    ConfigurationEntry entry = entry(configuration);
    if (entry.isMisplaced(pids) && !REFUSED.equals(configuration.getBundleLocation())) {
      configuration.setBundleLocation(REFUSED);
      entry.findings(pids).forEach(finding -> LOG.error("{}", finding.text()));
    }
  }

  private List<Configuration> list(String filter) {
    ConfigurationAdmin present = admin.get();
    try {
      Configuration[] found = present == null ? null : present.listConfigurations(filter);
      return found == null ? List.of() : List.of(found);
    } catch (IOException e) {
      LOG.error("Cannot read the configurations; they are not checked", e);
      return List.of();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(filter, e);
    }
  }

  private static ConfigurationEntry entry(Configuration configuration) {
    Dictionary<String, Object> properties = configuration.getProperties();
    return new ConfigurationEntry(
        configuration.getPid(),
        configuration.getFactoryPid(),
        properties == null ? Map.of() : PropertyNormalizer.normalize(properties));
  }

  @SuppressWarnings("JdkObsolete") // Config Admin hands out a Dictionary
  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    Object pid = properties.get(Constants.SERVICE_PID);
    Object factory = properties.get(ConfigurationAdmin.SERVICE_FACTORYPID);
    String name = String.valueOf(factory == null ? pid : factory);
    if (!name.startsWith(DeclaredPids.PREFIX)) {
      return;
    }
    Map<String, Object> normalized = PropertyNormalizer.normalize(properties);
    String refusal =
        new ConfigurationEntry("" + pid, factory == null ? null : "" + factory, normalized)
            .refusal(pids);
    removeOtherCases(name, normalized.keySet());
    replace(properties, normalized);
    if (!refusal.isEmpty()) {
      properties.put(ConfigurationCheck.PROBLEM, refusal);
    }
  }

  private void removeOtherCases(String name, Set<String> keys) {
    Pid declared = pids.find(name);
    if (declared != null) {
      keys.removeIf(declared::isKnownInAnotherCase);
    }
  }

  @SuppressWarnings("JdkObsolete") // as above
  private static void replace(
      Dictionary<String, Object> properties, Map<String, Object> replacement) {
    Collections.list(properties.keys()).stream()
        .filter(key -> !replacement.containsKey(key))
        .forEach(properties::remove);
    replacement.forEach(properties::put);
  }

  @Override
  public Health health() {
    List<ConfigurationFinding> findings = new ArrayList<>(files.get());
    for (Configuration configuration : list(OURS)) {
      try {
        findings.addAll(entry(configuration).findings(pids));
      } catch (IllegalStateException e) {
        LOG.debug("{} was deleted meanwhile", configuration, e);
      }
    }
    boolean critical = findings.stream().anyMatch(ConfigurationFinding::critical);
    Health.Level level = critical ? Health.Level.CRITICAL : Health.Level.WARN;
    return new Health(
        "configuration", findings.isEmpty() ? Health.Level.OK : level, detail(findings));
  }

  /** The critical ones first, since not all may be shown. */
  private static String detail(List<ConfigurationFinding> findings) {
    List<String> texts =
        Stream.concat(
                findings.stream().filter(ConfigurationFinding::critical),
                findings.stream().filter(finding -> !finding.critical()))
            .map(ConfigurationFinding::text)
            .toList();
    String shown = String.join("; ", texts.subList(0, Math.min(texts.size(), MAX_SHOWN)));
    int more = texts.size() - MAX_SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }

  private static String escape(String value) {
    return value.replaceAll("[\\\\*()]", "\\\\$0");
  }
}

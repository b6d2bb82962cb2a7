// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads configurations without creating any. */
final class ConfigurationReader {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationReader.class);

  private final RegistryAccess services;

  ConfigurationReader(RegistryAccess services) {
    this.services = services;
  }

  /** Returns all configurations by PID, none without Configuration Admin. */
  Map<String, Map<String, Object>> all() {
    return list(null)
        .collect(
            Collectors.toMap(
                Configuration::getPid, ConfigurationReader::properties, (one, other) -> other));
  }

  /** Returns the properties of a PID's configuration, none if it is missing. */
  Map<String, Object> properties(String pid) {
    String filter = "(%s=%s)".formatted(Constants.SERVICE_PID, escaped(pid));
    return list(filter).findFirst().map(ConfigurationReader::properties).orElse(Map.of());
  }

  private static Map<String, Object> properties(Configuration configuration) {
    try {
      var properties = configuration.getProperties();
      return properties == null ? Map.of() : Map.copyOf(FrameworkUtil.asMap(properties));
    } catch (IllegalStateException e) { // deleted meanwhile
      return Map.of();
    }
  }

  private static String escaped(String value) {
    return value.replaceAll("[\\\\*()]", "\\\\$0");
  }

  private Stream<Configuration> list(@Nullable String filter) {
    return services.use(ConfigurationAdmin.class, admin -> list(admin, filter), Stream.empty());
  }

  private static Stream<Configuration> list(ConfigurationAdmin admin, @Nullable String filter) {
    try {
      Configuration[] found = admin.listConfigurations(filter);
      return found == null ? Stream.empty() : Stream.of(found);
    } catch (IOException | InvalidSyntaxException e) {
      LOG.warn("Cannot read configurations; events about them lack the old values", e);
      return Stream.empty();
    }
  }
}

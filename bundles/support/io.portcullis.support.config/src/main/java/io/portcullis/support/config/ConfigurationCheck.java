// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides whether a component may use the properties it was activated with. Stateless and
 * thread-safe.
 */
public final class ConfigurationCheck {
  /**
   * A property that the configuration guard adds when it cannot understand a configuration. Its
   * value says why, in one line. The leading dot keeps it out of the service registry.
   */
  public static final String PROBLEM = ".portcullis.configuration.problem";

  private static final String PID = "service.pid";
  private static final String FACTORY_PID = "service.factoryPid";

  private static final Pattern ADDED =
      Pattern.compile(
          "(service|component|felix|webconsole|org\\.apache\\.karaf)\\..*|[.:].*|objectClass");

  private ConfigurationCheck() {}

  /**
   * Returns whether a container adds a key, which configures nothing of ours.
   *
   * @param key any key of a configuration
   */
  public static boolean isAdded(String key) {
    return ADDED.matcher(key).matches();
  }

  /**
   * Refuses properties that do not come from the component's own PID. Declarative Services also
   * accepts factory instances of that PID, and targeted PIDs, for a component that should exist
   * once. Properties without any PID are the component's defaults and pass.
   *
   * @param pid the only PID that may configure the component
   * @param properties the component's properties
   * @throws IllegalArgumentException if they come from another configuration, or if the
   *     configuration guard did not understand them; the message is one line without the PID
   */
  public static void requireOwn(String pid, Map<String, ?> properties) {
    Object factory = properties.get(FACTORY_PID);
    Object own = properties.get(PID);
    if (factory != null || (own instanceof String && !own.equals(pid))) {
      throw new IllegalArgumentException("only the PID itself configures this component");
    }
    requireUnderstood(properties);
  }

  /**
   * Refuses properties that the configuration guard did not understand.
   *
   * @param properties the component's properties
   * @throws IllegalArgumentException if it did not; the message is one line without the PID
   */
  public static void requireUnderstood(Map<String, ?> properties) {
    Object problem = properties.get(PROBLEM);
    if (problem != null) {
      throw new IllegalArgumentException(problem.toString());
    }
  }
}

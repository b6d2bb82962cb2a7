// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.util.HashMap;
import java.util.Map;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/**
 * Records configurations that are changed and deleted, with the old and the new values. It is
 * called in the thread that makes the change, which identifies the actor. Thread-safe.
 */
final class ConfigurationChanges implements SynchronousConfigurationListener {
  static final String MODE = "io.portcullis.mode";
  private static final String INTERCEPTOR = "io.portcullis.interceptor";
  private static final String TARGET = "transport.target";
  static final String FILE = "felix.fileinstall.filename";
  private static final int MAX_REMEMBERED = 10_000;

  private final ConfigurationReader configurations;
  private final ActorResolver actors;
  private final ChangeLog log;
  private final Map<String, Map<String, String>> known = new HashMap<>();
  private Actor lastOfMode = new Actor(Actor.UNKNOWN, "start");

  /**
   * Creates a listener that knows the present configurations.
   *
   * @param configurations reads them
   * @param actors determines who acts
   * @param log records the changes
   */
  ConfigurationChanges(ConfigurationReader configurations, ActorResolver actors, ChangeLog log) {
    this.configurations = configurations;
    this.actors = actors;
    this.log = log;
    configurations.all().forEach(this::remember);
  }

  /** Returns who changed the configuration of the mode last. */
  synchronized Actor lastOfMode() {
    return lastOfMode;
  }

  @Override
  public synchronized void configurationEvent(ConfigurationEvent event) {
    String pid = event.getPid();
    switch (event.getType()) {
      case ConfigurationEvent.CM_UPDATED -> updated(pid);
      case ConfigurationEvent.CM_DELETED -> deleted(pid);
      default -> {
        // a new location changes no value
      }
    }
  }

  private void updated(String pid) {
    Map<String, Object> properties = configurations.properties(pid);
    Actor actor = actors.ofConfiguration(properties.get(FILE));
    Map<String, String> before = known.getOrDefault(pid, Map.of());
    Map<String, String> after = ConfigurationDifference.texts(properties);
    remember(pid, properties);
    report(pid, actor, "configuration_changed", before, after);
  }

  private void deleted(String pid) {
    Map<String, String> before = known.getOrDefault(pid, Map.of());
    known.remove(pid);
    report(pid, actors.ofThread(), "configuration_deleted", before, Map.of());
  }

  private void report(
      String pid, Actor actor, String type, Map<String, String> before, Map<String, String> after) {
    if (pid.equals(MODE)) {
      lastOfMode = actor;
    }
    if (before.equals(after) && !type.equals("configuration_deleted")) {
      return; // written again without a change
    }
    log.record(
        type, actor, Map.of("pid", pid, "changes", ConfigurationDifference.between(before, after)));
    String old = before.getOrDefault(TARGET, "");
    String now = after.getOrDefault(TARGET, "");
    if (pid.equals(INTERCEPTOR) && !old.equals(now)) {
      log.record("transport_target_changed", actor, Map.of("old", old, "new", now));
    }
  }

  private void remember(String pid, Map<String, Object> properties) {
    if (known.size() < MAX_REMEMBERED || known.containsKey(pid)) {
      known.put(pid, ConfigurationDifference.texts(properties));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Records bundles that are installed, started, stopped, updated and uninstalled. A stop is recorded
 * before it takes effect, while the journal's own bundle can still write.
 */
final class BundleChanges implements SynchronousBundleListener {
  private final Bundle system;
  private final ActorResolver actors;
  private final ChangeLog log;

  /**
   * Creates a listener; the caller registers it.
   *
   * @param system the system bundle, whose end stops every bundle
   * @param actors determines who acts
   * @param log records the changes
   */
  BundleChanges(Bundle system, ActorResolver actors, ChangeLog log) {
    this.system = system;
    this.actors = actors;
    this.log = log;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      if (event.getType() == BundleEvent.STOPPING) {
        log.record("container_stopping", actors.ofThread(), Map.of());
      }
      return;
    }
    String type = type(event.getType());
    if (type != null && system.getState() == Bundle.ACTIVE) {
      log.record(type, actors.ofThread(), attributes(bundle));
    }
  }

  private static @Nullable String type(int event) {
    return switch (event) {
      case BundleEvent.INSTALLED -> "bundle_installed";
      case BundleEvent.STARTED -> "bundle_started";
      case BundleEvent.STOPPING -> "bundle_stopped";
      case BundleEvent.UPDATED -> "bundle_updated";
      case BundleEvent.UNINSTALLED -> "bundle_uninstalled";
      default -> null;
    };
  }

  private static Map<String, String> attributes(Bundle bundle) {
    String name = bundle.getSymbolicName();
    return Map.of(
        "bundle", name == null ? "" : name,
        "version", bundle.getVersion().toString(),
        "location", bundle.getLocation());
  }
}

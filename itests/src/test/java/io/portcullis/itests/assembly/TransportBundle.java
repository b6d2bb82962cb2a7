// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static io.portcullis.itests.inside.Registry.bundleOperation;

import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The transport that ships, configured for one agent. */
final class TransportBundle implements AutoCloseable {
  static final String NAME = "io.portcullis.transport.assembly";
  static final String TARGET = "(transport.name=assembly)";
  static final String AGENT = "agent-1";

  private final Registry registry;
  private final Configuration configuration;
  private final int startLevel;
  private Bundle bundle;

  TransportBundle(Registry registry, Path socket, long approvalTimeoutMs) {
    this.registry = registry;
    bundle = registry.bundle(NAME);
    startLevel = bundle.adapt(BundleStartLevel.class).getStartLevel();
    try {
      configuration =
          registry.service(ConfigurationAdmin.class).getFactoryConfiguration(NAME, AGENT, "?");
      configuration.update(
          FrameworkUtil.asDictionary(
              Map.of(
                  "agentId", AGENT,
                  "socketPath", socket.toString(),
                  "approvalTimeoutMs", approvalTimeoutMs)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the runtime decides. */
  void awaitDeciding() {
    Interceptors.awaitAuthority(registry);
  }

  void leave(Departure departure) {
    switch (departure) {
      case STOPPED -> bundleOperation(() -> bundle.stop());
      case UPDATED -> bundleOperation(() -> bundle.update());
      case UNINSTALLED -> bundleOperation(() -> bundle.uninstall());
    }
  }

  void comeBack(Departure departure) {
    if (departure == Departure.UNINSTALLED) {
      bundleOperation(() -> bundle = registry.context().installBundle(bundle.getLocation()));
      bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
    }
    bundleOperation(() -> bundle.start());
  }

  @Override
  public void close() {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      comeBack(Departure.UNINSTALLED);
    } else {
      comeBack(Departure.STOPPED);
    }
    try {
      configuration.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static io.portcullis.itests.inside.Registry.bundleOperation;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.contract.EngineUnderTest.Departure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private static final long PATIENCE_SECONDS = 60;

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

  /**
   * Waits until the runtime decides. The service comes and goes in a thread of the transport, and
   * whoever follows it may be told in the middle of what this thread sees; so the gate is asked.
   */
  void awaitDeciding() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    registry.until("the runtime interceptor", () -> Interceptors.authority(registry));
    while (!decides()) {
      assertThat(System.nanoTime() - end).as("nanoseconds over time").isNegative();
      Thread.yield();
    }
  }

  private boolean decides() {
    ToolGate gate = registry.service(ToolGate.class);
    ToolGate.Decision decision = Patience.await(gate.preview(ToolCall.of("preview", "{}")));
    return decision.verdict().basis() == Verdict.Basis.AUTHORITY;
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

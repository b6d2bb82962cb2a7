// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import static io.portcullis.itests.inside.Registry.bundleOperation;

import io.portcullis.itests.bundles.transport.FakeTransportActivator;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The bundle with the fake transport, and the runtime behind it. */
public final class FakeTransport implements AutoCloseable {
  public static final String TARGET = "(transport.name=" + FakeTransportActivator.NAME + ")";
  private static final String SYMBOLIC_NAME = "io.portcullis.itests.transport";

  private final BundleFile file =
      BundleFile.named(SYMBOLIC_NAME)
          .activator(FakeTransportActivator.class)
          .with(nestedClassOf(FakeTransportActivator.class))
          .importing(
              "io.portcullis.api",
              "io.portcullis.api.evidence",
              "io.portcullis.api.spi",
              "io.portcullis.testkit",
              "io.portcullis.testkit.fake",
              "org.osgi.framework");
  private final BundleContext context;
  private final ServiceRegistration<ScriptedRuntime> runtime;
  private Bundle bundle;

  public FakeTransport(Registry registry, ScriptedRuntime runtime) {
    this.context = registry.context();
    this.runtime = registry.register(ScriptedRuntime.class, runtime, Map.of());
    install();
  }

  private static Class<?> nestedClassOf(Class<?> type) {
    return type.getDeclaredClasses()[0];
  }

  public void start() {
    bundleOperation(() -> bundle.start());
  }

  public void stop() {
    bundleOperation(() -> bundle.stop());
  }

  public void update() {
    bundleOperation(() -> bundle.update(file.stream()));
  }

  public void uninstall() {
    bundleOperation(() -> bundle.uninstall());
  }

  public void install() {
    bundleOperation(() -> bundle = context.installBundle(SYMBOLIC_NAME, file.stream()));
  }

  public Bundle bundle() {
    return bundle;
  }

  @Override
  public void close() {
    if (bundle.getState() != Bundle.UNINSTALLED) {
      uninstall();
    }
    runtime.unregister();
  }
}

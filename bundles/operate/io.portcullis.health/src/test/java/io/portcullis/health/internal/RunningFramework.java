// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A real framework for each test, in this JVM; services are registered from the class path. */
final class RunningFramework implements BeforeEachCallback, AfterEachCallback {
  private Framework framework;
  private Path storage;

  @Override
  public void beforeEach(ExtensionContext test) throws BundleException, IOException {
    storage = Files.createTempDirectory("health-test");
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "0"));
    framework.start();
  }

  @Override
  public void afterEach(ExtensionContext test)
      throws BundleException, InterruptedException, IOException {
    stop();
    try (Stream<Path> files = Files.walk(storage)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  void stop() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(0);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    return context().registerService(type, service, FrameworkUtil.asDictionary(properties));
  }

  boolean has(String check) {
    return find(check) != null;
  }

  /** The check of that name, whose bundle may leave before it is executed. */
  HealthCheck check(String name) {
    return context().getService(find(name));
  }

  Result execute(String name) {
    return check(name).execute();
  }

  private ServiceReference<HealthCheck> find(String name) {
    try {
      String filter = "(&(hc.name=Portcullis " + name + ")(hc.tags=portcullis))";
      return context().getServiceReferences(HealthCheck.class, filter).stream()
          .findFirst()
          .orElse(null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}

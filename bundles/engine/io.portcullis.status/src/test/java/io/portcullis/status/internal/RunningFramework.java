// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A real framework for each test, in this JVM; services are registered from the class path. */
final class RunningFramework implements BeforeEachCallback, AfterEachCallback {
  private Framework framework;
  private Path storage;

  @Override
  public void beforeEach(ExtensionContext test) throws BundleException, IOException {
    storage = Files.createTempDirectory("status-test");
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
}
